namespace Graft.Protocol;

/// <summary>
/// A symbol that a module brings. Its identity in a runtime is (<paramref name="Name"/>, scope, signature), where the
/// scope of a global is the whole runtime, of a hidden symbol its module, of a local one its unit.
/// </summary>
/// <param name="Name">The name in the object file, mangled.</param>
/// <param name="Unit">Index of the defining unit in the request's unit list.</param>
/// <param name="Kind">Function, indirect function or data; never <see cref="SymbolKind.Unknown"/>.</param>
/// <param name="Binding">Strong, weak or local.</param>
/// <param name="Hidden">Whether other modules may not see it.</param>
/// <param name="Signature">A function's IR type and ABI attributes (<c>i32 (i32, ptr)</c>), a global's value type; empty if unknown.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Digest">
/// Digest of bytes and symbolic relocations; equal digests mean equal code or initialiser. 0 if it comes with the commit.
/// </param>
/// <param name="IsRedirectable">
/// Whether it is a function with a section of its own and no other name, which begins with an <see cref="EntryNoOp"/>.
/// </param>
public readonly record struct SymbolDefinition(
    Utf8Name Name, int Unit, SymbolKind Kind, SymbolBinding Binding, bool Hidden, Utf8Name Signature, ulong Size, ulong Digest,
    bool IsRedirectable = false);
