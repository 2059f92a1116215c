namespace Graft.Tests.Runtimes.Faults;

/// <summary>Faults by the thousands, on many threads, while .NET collects garbage and throws exceptions of its own.</summary>
public sealed class FaultStormSpecs
{
    [Theory(Timeout = 180_000)]
    [InlineData(1, 1000)]
    [InlineData(8, 1250)]
    public async Task Each_fault_ends_its_call_and_nothing_else(int threads, int count)
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync("__attribute__((noinline)) void store(int *p) { *(volatile int *)p = 1; } void fault(void) { store((int *)8); __asm__ volatile(\"\"); } long fine(void) { return 7; }");

        Assert.Equal($"faults {threads * count} exceptions some", scene.Ask($"storm fault {threads} {count}"));

        Assert.Equal(7, scene.Call("fine"));
    }
}
