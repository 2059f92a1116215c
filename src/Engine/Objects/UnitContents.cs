using System.Buffers;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Graft.Engine.Objects;

/// <summary>
/// The bytes of an object file. They stay in memory as long as the object; or, if there are many objects, they are there only while somebody
/// holds them, and are read again for who asks next: what is known of sections and symbols does not need them. Thread-safe. Dispose it once nobody will ask.
/// </summary>
internal sealed class UnitContents : IDisposable
{
    /// <summary>What to say if they are not what they were.</summary>
    public const string ChangedMessage = "the file has changed or gone since the load began to read it; nothing was loaded: wait for the build that writes it, and load again";

    private readonly Lock _sync = new();
    private readonly string? _path; // null if they stay
    private SafeFileHandle? _file; // null if it is opened again for each reading

    // What is in memory, and where in the file it begins.
    private byte[] _buffer = [];
    private ReadOnlyMemory<byte> _bytes;
    private int _start;
    private int _holders;

    // What is read again: the stretch that the sections' contents and relocations take.
    private (int Start, int Length) _needed;
    private UInt128 _neededDigest;

    /// <summary>Takes bytes that stay.</summary>
    public UnitContents(ReadOnlyMemory<byte> bytes, UInt128? digest = null)
    {
        _bytes = bytes;
        Digest = digest ?? XxHash128.HashToUInt128(bytes.Span);
    }

    private UnitContents(string path, SafeFileHandle file)
    {
        _path = path;
        long length = RandomAccess.GetLength(file);
        if (length > Array.MaxLength)
            throw new IOException($"it has {length:n0} bytes; at most {Array.MaxLength:n0} can be read");
        Read(file, 0, (int)length);
        _holders = 1;
        Digest = XxHash128.HashToUInt128(_bytes.Span);
        (_needed, _neededDigest) = ((0, _bytes.Length), Digest);
    }

    /// <summary>Digest of them all.</summary>
    public UInt128 Digest { get; }

    /// <summary>Whether they stay in memory.</summary>
    public bool AreKept => _path is null;

    /// <summary>All of them; somebody must hold them, all the time since they were read first.</summary>
    public ReadOnlyMemory<byte> All => _start == 0 ? Held : throw new InvalidOperationException($"only a part of {_path} is held");

    private ReadOnlyMemory<byte> Held => AreKept || Volatile.Read(ref _holders) > 0
        ? _bytes
        : throw new InvalidOperationException($"the bytes of {_path} are not held");

    /// <summary>Reads a file for a while; the caller holds it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="staysOpen">Whether it stays open, so that it is the same file whatever becomes of its name.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static UnitContents Open(string path, bool staysOpen)
    {
        var file = OpenFile(path);
        bool isKept = false;
        try
        {
            var contents = new UnitContents(path, file);
            if (staysOpen)
                (contents._file, isKept) = (file, true);
            return contents;
        }
        finally
        {
            if (!isKept)
                file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>A part of them; somebody must hold them, and the part is not there any longer than that.</summary>
    public ReadOnlyMemory<byte> Slice(int offset, int length) => Held.Slice(offset - _start, length);

    /// <summary>Says which stretch will be asked for from now on. The caller holds all.</summary>
    public void Narrow(int start, int length)
    {
        if (!AreKept)
            (_needed, _neededDigest) = ((start, length), XxHash128.HashToUInt128(All.Span.Slice(start, length)));
    }

    /// <summary>Holds them until <see cref="Release"/>.</summary>
    /// <returns>False if the file cannot be read any more, or has other bytes than at first.</returns>
    public bool TryHold()
    {
        if (AreKept)
            return true;
        lock (_sync)
        {
            if (_holders == 0 && !TryReadAgain())
                return false;
            _holders++;
            return true;
        }
    }

    /// <summary>Ends a hold.</summary>
    public void Release()
    {
        if (AreKept)
            return;
        lock (_sync)
        {
            if (--_holders == 0)
                Forget();
        }
    }

    private bool TryReadAgain()
    {
        try
        {
            using var opened = _file is null ? OpenFile(_path!) : null;
            Read(_file ?? opened!, _needed.Start, _needed.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        if (XxHash128.HashToUInt128(_bytes.Span) == _neededDigest)
            return true;
        Forget();
        return false;
    }

    private static SafeFileHandle OpenFile(string path) => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);

    private void Read(SafeFileHandle file, int start, int length)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(length);
        int done = 0;
        while (done < length && RandomAccess.Read(file, _buffer.AsSpan(done, length - done), start + done) is > 0 and var read)
            done += read;
        (_bytes, _start) = (_buffer.AsMemory(0, done), start);
    }

    private void Forget()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _bytes) = ([], default);
    }
}
