using System.Globalization;
using System.Text;
using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Tests.Compile;

namespace Graft.Tests.Link;

/// <summary>
/// Links one object with ld.lld so that every section lies where our linker put it, and every undefined symbol has the
/// address that ours used.
/// </summary>
internal static class LldOracle
{
    /// <summary>lld's own GOT lies this far behind ours, behind all read-only sections and before the data.</summary>
    private const ulong GotDistance = 0x800_0000;

    private static readonly string[] Options =
        ["-O0", "-static", "-e", "0", "-T", "script", "--no-eh-frame-hdr", "--no-check-sections", "-n", "a.o", "-o", "linked"];

    /// <summary>Contents of the linked sections by section index; those without content are left out.</summary>
    /// <param name="content">The object.</param>
    /// <param name="unit">The same, read.</param>
    /// <param name="map">Where our linker put its sections.</param>
    /// <param name="undefined">Addresses of the symbols that it does not define.</param>
    /// <param name="sharesGot">Whether lld's GOT is to lie where ours does, for what has one entry at most.</param>
    public static async Task<Dictionary<int, byte[]>> LinkAsync(
        byte[] content, ObjectUnit unit, LinkMap map, IReadOnlyDictionary<string, ulong> undefined, bool sharesGot = false) =>
        await InFolderAsync(content, MakeScript(unit, map, undefined, sharesGot ? 0 : GotDistance), async folder =>
        {
            await Toolchain.RunAsync(InstalledLlvm.Tool("ld.lld"), folder, [.. Options, "--noinhibit-exec"]);
            return ReadSections(await File.ReadAllBytesAsync(Path.Combine(folder, "linked")));
        });

    /// <summary>What lld says when it refuses an object.</summary>
    public static async Task<string> RefusalAsync(
        byte[] content, ObjectUnit unit, LinkMap map, IReadOnlyDictionary<string, ulong> undefined) =>
        await InFolderAsync(content, MakeScript(unit, map, undefined, 0), folder =>
            Toolchain.FailAsync(InstalledLlvm.Tool("ld.lld"), folder, Options));

    private static async Task<T> InFolderAsync<T>(byte[] content, string script, Func<string, Task<T>> link)
    {
        string folder = Directory.CreateTempSubdirectory("graft-lld-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "script"), script);
            await File.WriteAllBytesAsync(Path.Combine(folder, "a.o"), content);
            return await link(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string MakeScript(ObjectUnit unit, LinkMap map, IReadOnlyDictionary<string, ulong> undefined, ulong gotDistance)
    {
        var script = new StringBuilder("SECTIONS {\n");
        var placed = Enumerable.Range(1, unit.Sections.Length - 1)
            .Where(i => map.AddressOf(0, i) is not null && unit.Sections[i].Size > 0)
            .Select(i => (Address: map.AddressOf(0, i)!.Value, Name: $".at{i}", Input: unit.Sections[i].Name.ToString()))
            .Append((map.GotAddress + gotDistance, ".got", ".got"))
            .Append((map.GotAddress + gotDistance, ".got.plt", ".got.plt")); // what lld counts offsets from
        foreach (var (address, name, input) in placed.Order()) // a program's sections have to rise
            script.Append(CultureInfo.InvariantCulture, $"  {name} 0x{address:x} : {{ *({input}) }}\n");
        script.Append("  /DISCARD/ : { *(.comment) *(.note*) *(.llvm_addrsig) *(.debug*) }\n}\n");
        foreach (var (name, address) in undefined)
            script.Append(CultureInfo.InvariantCulture, $"\"{name}\" = 0x{address:x};\n");
        return script.ToString();
    }

    /// <summary>Reads the section headers of a linked file by hand: our own reader is what is being tested.</summary>
    private static Dictionary<int, byte[]> ReadSections(byte[] file)
    {
        long start = BitConverter.ToInt64(file, 0x28);
        int count = BitConverter.ToUInt16(file, 0x3C);
        int names = BitConverter.ToUInt16(file, 0x3E);
        long Field(int section, int offset) => BitConverter.ToInt64(file, (int)start + (section * 64) + offset);
        Dictionary<int, byte[]> sections = [];
        for (int i = 1; i < count; i++)
        {
            const int NoBits = 8;
            int at = (int)Field(names, 24) + BitConverter.ToInt32(file, (int)start + (i * 64));
            string name = Encoding.ASCII.GetString(file, at, Array.IndexOf(file, (byte)0, at) - at);
            if (name.StartsWith(".at", StringComparison.Ordinal) && BitConverter.ToInt32(file, (int)start + (i * 64) + 4) != NoBits)
                sections[int.Parse(name.AsSpan(3), CultureInfo.InvariantCulture)] = file.AsSpan((int)Field(i, 24), (int)Field(i, 32)).ToArray();
        }

        return sections;
    }
}
