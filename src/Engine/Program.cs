using Graft.Engine.Compile;
using Graft.Engine.Host;

// One executable: the host never loads LLVM, a worker never listens.
return args switch
{
    ["host", .. var rest] => await HostCommand.RunAsync(rest).ConfigureAwait(false),
    ["worker", .. var rest] => WorkerMain.Run(rest),
    _ => 2,
};
