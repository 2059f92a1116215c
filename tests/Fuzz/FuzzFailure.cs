namespace Graft.Fuzz;

/// <summary>What a case did that no input may cause.</summary>
/// <param name="message">What it was.</param>
/// <param name="cause">The exception that escaped, if one did.</param>
internal sealed class FuzzFailure(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What failures of one defect have in common: the message without numbers, and where an exception came from.</summary>
    public string Kind =>
        string.Concat(Message.Where(c => !char.IsAsciiDigit(c))) + InnerException?.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Graft", StringComparison.Ordinal));
}
