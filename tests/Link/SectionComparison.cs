using System.Buffers.Binary;
using Graft.Engine.Link;
using Graft.Engine.Objects;
using static Graft.Engine.Objects.Elf.X64Relocations;

namespace Graft.Tests.Link;

/// <summary>Compares linked sections with ld.lld's, field by field where they differ. The formulas are written out anew here.</summary>
internal sealed class SectionComparison(FakeAgent agent, ObjectUnit unit, LinkResult result, ComparisonTotals totals)
{
    public void Compare(int index, ulong address, byte[] expected)
    {
        var section = unit.Sections[index];
        byte[] ours = agent.Read(address, (int)section.Size).ToArray();
        Assert.True(expected.Length >= ours.Length, $"{section.Name}: lld wrote {expected.Length} bytes, we {ours.Length}");
        byte[] theirs = expected.AsSpan(0, ours.Length).ToArray();
        totals.Sections++;
        totals.Bytes += ours.Length;
        foreach (var relocation in section.Relocations)
        {
            totals.Fields++;
            int offset = (int)relocation.Offset;
            int width = relocation.Type is R_X86_64_64 or R_X86_64_PC64 ? 8 : 4;
            int start = IsGotLoad(relocation.Type) ? offset - 2 : offset;
            if (ours.AsSpan(start..(offset + width)).SequenceEqual(theirs.AsSpan(start..(offset + width))))
                continue;
            Explain(relocation, section, address, ours);
            ours.AsSpan(start..(offset + width)).CopyTo(theirs.AsSpan(start));
        }

        Assert.True(ours.AsSpan().SequenceEqual(theirs), $"{section.Name}: bytes outside relocated fields differ at {ours.AsSpan().CommonPrefixLength(theirs)}");
    }

    private static bool IsGotLoad(uint type) => type is R_X86_64_GOTPCREL or R_X86_64_GOTPCRELX or R_X86_64_REX_GOTPCRELX;

    /// <summary>Finds the one reason that makes a differing field right.</summary>
    private void Explain(in ObjectRelocation relocation, in ObjectSection section, ulong address, byte[] ours)
    {
        int offset = (int)relocation.Offset;
        bool isPcRelative = IsPcRelative(relocation.Type);
        ulong place = isPcRelative ? address + relocation.Offset : 0;
        long field = relocation.Type == R_X86_64_64
            ? BinaryPrimitives.ReadInt64LittleEndian(ours.AsSpan(offset))
            : BinaryPrimitives.ReadInt32LittleEndian(ours.AsSpan(offset));

        // What the field means: the address that the program gets to see, after the displacement's own 4 bytes.
        ulong meant = (ulong)field + place + (isPcRelative ? 4u : 0u);
        var (name, scope, addend) = Target(relocation, isPcRelative);
        bool isHost = agent.Host.TryGetValue(name, out ulong hostAddress);
        string where = $"{section.Name}+0x{relocation.Offset:x}: {Name(relocation.Type)} to '{name}' means 0x{meant:x}";
        if (IsGotLoad(relocation.Type) && ours[offset - 2] != 0x8D && IsGotEntry(meant))
        {
            ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(agent.Read(meant, 8));
            Assert.True(entry == (isHost ? hostAddress : agent.StubOf(name, scope)), $"{where}: the entry holds 0x{entry:x}");
            totals.GotPlaces++;
        }
        else if (!isHost && name.Length > 0 && addend == 0 && meant == agent.StubOf(name, scope))
        {
            totals.Stubs++;
        }
        else
        {
            Assert.True(isHost && meant == hostAddress + (ulong)addend, where);
            totals.HostAddresses++;
        }
    }

    private bool IsGotEntry(ulong address) =>
        address >= result.Map.GotAddress && address < result.Map.GotAddress + ((ulong)result.Map.GotEntryCount * 8);

    private (string Name, string Scope, long Addend) Target(in ObjectRelocation relocation, bool isPcRelative)
    {
        var symbol = unit.Symbols[(int)relocation.Symbol];
        long addend = relocation.Addend + (isPcRelative ? 4 : 0);
        if (symbol.Type == ObjectSymbolType.Section)
        {
            ulong at = (ulong)addend;
            int section = symbol.Section;
            symbol = unit.Symbols.FirstOrDefault(s => s.Type == ObjectSymbolType.Function && s.Section == section && s.Value == at);
            addend = 0;
        }

        return (symbol.Name.ToString(), symbol.Scope == ObjectSymbolScope.Local ? $"m/{unit.Name}/" : symbol.Scope == ObjectSymbolScope.Hidden && symbol.IsDefined ? "m/" : "", addend);
    }
}
