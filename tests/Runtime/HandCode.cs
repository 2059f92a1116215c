namespace Graft.Tests.Runtimes;

/// <summary>Machine code of one function, assembled by hand; every call and access goes through a symbol.</summary>
internal sealed class HandCode
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    /// <summary>32-bit fields relative to their end, and the symbols that they lead to.</summary>
    public List<(int Offset, string Symbol)> References { get; } = [];

    /// <summary>The no-op that a patch can turn into a jump.</summary>
    public HandCode Entry() => Add(BitConverter.GetBytes(Graft.Protocol.EntryNoOp.Word));

    /// <summary>mov eax, value; ret.</summary>
    public HandCode Return(int value) => Add(0xB8).Add(BitConverter.GetBytes(value)).Add(0xC3);

    /// <summary>Calls a function without arguments; its result is in rax.</summary>
    public HandCode Call(string function) =>
        Add(0x48, 0x83, 0xEC, 0x08).Add(0xE8).Reference(function).Add(0x48, 0x83, 0xC4, 0x08);

    /// <summary>jmp function: everything but the return address is the callee's.</summary>
    public HandCode TailCall(string function) => Add(0xE9).Reference(function);

    /// <summary>add rax, value; ret.</summary>
    public HandCode AddAndReturn(sbyte value) => Add(0x48, 0x83, 0xC0, (byte)value).Add(0xC3);

    /// <summary>inc qword ptr [data]; mov rax, [data].</summary>
    public HandCode Increment(string data) => Add(0x48, 0xFF, 0x05).Reference(data).Load(data);

    /// <summary>mov rax, [data].</summary>
    public HandCode Load(string data) => Add(0x48, 0x8B, 0x05).Reference(data);

    /// <summary>ret.</summary>
    public HandCode Return() => Add(0xC3);

    public HandCode Add(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private HandCode Reference(string symbol)
    {
        References.Add((_bytes.Count, symbol));
        return Add(0, 0, 0, 0);
    }
}
