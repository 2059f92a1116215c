using System.Text;
using Graft.Engine.Compile;

namespace Graft.Tests.Compile;

/// <summary>A pool that the specs of this folder share, and a folder for their files.</summary>
public sealed class CompileFixture : IAsyncLifetime
{
    public WorkerPool Pool { get; } = new();

    public TestFolder Folder { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Pool.DisposeAsync();
        Folder.Dispose();
    }

    public Task<CompileReply> CompileAsync(string ir, int level = 2, bool patchable = false, string library = "") =>
        Pool.CompileAsync(new CompileJob("/somewhere/input.ll", Encoding.UTF8.GetBytes(ir), level, patchable), library, CancellationToken.None);
}

[CollectionDefinition(Name)]
public sealed class CompileCollection : ICollectionFixture<CompileFixture>
{
    public const string Name = "compile";
}
