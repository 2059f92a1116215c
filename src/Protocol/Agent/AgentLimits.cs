namespace Graft.Protocol;

/// <summary>How long one side waits for the other. Every wait in Graft has a limit.</summary>
public static class AgentLimits
{
    /// <summary>For a connection: the runtime is on this machine and its listener does nothing else.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>For an answer: generous, since a commit runs the module's initialisers.</summary>
    public static readonly TimeSpan Reply = TimeSpan.FromSeconds(60);
}
