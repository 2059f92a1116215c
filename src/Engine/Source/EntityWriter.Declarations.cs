namespace Graft.Engine.Source;

// Definitions and declarations in the shape that they have in a fragment.
internal sealed partial class EntityWriter
{
    /// <summary>A function with its body; internal ones become hidden.</summary>
    private void WriteFunction(int index, ReadOnlySpan<byte> keywords)
    {
        var entity = module.Entities[index];
        var text = module.TextOf(index);
        _text.Add(keywords, hasSpace: false);
        bool isDefined = keywords.SequenceEqual("define"u8);
        var header = new IrTokenizer(text[..entity.HeaderLength]);
        header.MoveNext(); // define
        while (header.MoveNext())
        {
            if (FragmentLinkage.IsLocal(header))
                _text.Add("hidden"u8, hasSpace: true);
            else if (header.IsWord("comdat"u8))
                WriteComdat(ref header, entity.Name.Span, isDefined);
            else if (isDefined && FragmentLinkage.IsDroppable(header))
                _text.Add(header.IsWord("linkonce"u8) ? "weak"u8 : "weak_odr"u8, header.HasSpace);
            else if (isDefined || !FragmentLinkage.IsLinkage(header))
                WriteToken(ref header);
        }

        WriteTokens(new IrTokenizer(text[entity.HeaderLength..]));
    }

    /// <summary>A comdat by its name; alone the word stands for the one that is named as its global.</summary>
    private void WriteComdat(ref IrTokenizer tokens, ReadOnlySpan<byte> global, bool isKept)
    {
        if (!isKept)
        {
            tokens.SkipParenthesis();
            return;
        }

        _text.Add("comdat"u8, hasSpace: true);
        if (!tokens.NextIs((byte)'(') && module.Find([(byte)'$', .. global[1..]]) is >= 0 and var comdat)
            Refer(comdat, EntityView.Copy);
    }

    /// <summary>A function without its body, whether it has one or not: what callers are compiled against.</summary>
    private void WriteDeclaration(ReadOnlySpan<byte> header)
    {
        _text.Add("declare"u8, hasSpace: false);
        var tokens = new IrTokenizer(header);
        tokens.MoveNext(); // define or declare
        bool afterOpening = false;
        while (tokens.MoveNext() && !EndsDeclaration(tokens))
        {
            bool isParameterName = tokens.Kind == IrTokenKind.Local && !afterOpening
                && (tokens.NextIs((byte)',') || tokens.NextIs((byte)')'));
            afterOpening = tokens.Is((byte)'(') || tokens.Is((byte)',');
            if (FragmentLinkage.IsLocal(tokens))
                _text.Add("hidden"u8, hasSpace: true);
            else if (tokens.Kind == IrTokenKind.MetadataName)
                SkipAttachment(ref tokens);
            else if (tokens.IsWord("section"u8) || tokens.IsWord("partition"u8))
                tokens.MoveNext();
            else if (tokens.IsWord("comdat"u8))
                tokens.SkipParenthesis();
            else if (!isParameterName && (tokens.IsWord("extern_weak"u8) || !FragmentLinkage.IsLinkage(tokens)))
                WriteToken(ref tokens);
        }
    }

    /// <summary>Whether a header goes on with what only a definition may have.</summary>
    private static bool EndsDeclaration(in IrTokenizer tokens) =>
        tokens.IsWord("gc"u8) || tokens.IsWord("prefix"u8) || tokens.IsWord("prologue"u8) || tokens.IsWord("personality"u8);

    /// <summary>A variable with its initialiser, or an alias; internal ones become hidden.</summary>
    private void WriteVariable(ReadOnlySpan<byte> text)
    {
        var tokens = new IrTokenizer(text);
        tokens.MoveNext();
        var name = tokens.Text;
        _text.Add(name, hasSpace: false);
        bool isInitialiser = false;
        while (tokens.MoveNext())
        {
            isInitialiser |= FragmentLinkage.IsVariableKeyword(tokens);
            if (!isInitialiser && FragmentLinkage.IsLocal(tokens))
                _text.Add("hidden"u8, hasSpace: true);
            else if (tokens.IsWord("comdat"u8))
                WriteComdat(ref tokens, name, isKept: true);
            else
                WriteToken(ref tokens);
        }
    }

    /// <summary>
    /// A variable that is defined elsewhere. A constant whose value is certain keeps it, for the compiler to look into.
    /// </summary>
    private void WriteVariableDeclaration(int index, ReadOnlySpan<byte> text)
    {
        bool keepsValue = linkage.HasCertainValue(index);
        var tokens = new IrTokenizer(text);
        tokens.MoveNext();
        _text.Add(tokens.Text, hasSpace: false);
        tokens.MoveNext(); // =
        _text.Add(keepsValue ? "= available_externally"u8 : linkage.IsWeakWant(index) ? "= extern_weak"u8 : "= external"u8, hasSpace: true);
        while (tokens.MoveNext() && !FragmentLinkage.IsVariableKeyword(tokens))
        {
            if (FragmentLinkage.IsLocal(tokens))
                _text.Add("hidden"u8, hasSpace: true);
            else if (!FragmentLinkage.IsLinkage(tokens))
                WriteToken(ref tokens);
        }

        WriteToken(ref tokens); // global or constant
        WriteType(ref tokens);
        WriteValue(ref tokens, keepsValue);
        WriteVariableAttributes(ref tokens);
    }

    /// <summary>The tokens of a type (LLVM Language Reference, "Type System").</summary>
    private void WriteType(ref IrTokenizer tokens)
    {
        int depth = 0;
        while (tokens.MoveNext())
        {
            WriteToken(ref tokens);
            depth += Depth(tokens);
            bool goesOn = tokens.NextIs((byte)'*') || tokens.NextIs((byte)'(') || tokens.IsWord("addrspace"u8)
                || (tokens.Is((byte)'<') && tokens.NextIs((byte)'{'))
                || NextIsWord(tokens, "addrspace"u8);
            if (depth == 0 && !goesOn)
                return;
        }
    }

    private static bool NextIsWord(IrTokenizer tokens, ReadOnlySpan<byte> word) => tokens.MoveNext() && tokens.IsWord(word);

    private void WriteValue(ref IrTokenizer tokens, bool isKept)
    {
        int depth = 0;
        while (!(depth == 0 && tokens.NextIs((byte)',')) && tokens.MoveNext())
        {
            depth += Depth(tokens);
            if (isKept)
                WriteToken(ref tokens);
        }
    }

    private void WriteVariableAttributes(ref IrTokenizer tokens)
    {
        while (tokens.MoveNext())
        {
            if (tokens.Kind is IrTokenKind.MetadataName)
            {
                _text.Omit();
                SkipAttachment(ref tokens);
            }
            else if (tokens.IsWord("comdat"u8))
            {
                _text.Omit();
                tokens.SkipParenthesis();
            }
            else if (tokens.Kind != IrTokenKind.Attributes)
            {
                WriteToken(ref tokens);
            }
        }
    }

    /// <summary>
    /// An alias stands for what its type says: a function or a variable of elsewhere. Weak, since LLVM takes two strong ones for two places.
    /// </summary>
    private void WriteAliasDeclaration(ReadOnlySpan<byte> text)
    {
        var tokens = new IrTokenizer(text);
        tokens.MoveNext();
        var name = tokens.Text;
        while (tokens.MoveNext() && !tokens.IsWord("alias"u8) && !tokens.IsWord("ifunc"u8))
        {
            // linkage and visibility: the definition's business
        }

        int start = tokens.End;
        SkipResultType(ref tokens);
        bool isFunction = tokens.NextIs((byte)'(');
        if (isFunction)
        {
            _text.Add("declare extern_weak"u8, hasSpace: false);
            WriteTokens(new IrTokenizer(text[start..tokens.End]));
            _text.Add(name, hasSpace: true);
            int parameters = tokens.End;
            tokens.SkipParenthesis();
            WriteTokens(new IrTokenizer(text[parameters..tokens.End]));
            return;
        }

        _text.Add(name, hasSpace: false);
        _text.Add("= extern_weak global"u8, hasSpace: true);
        WriteTokens(new IrTokenizer(text[start..tokens.End]));
    }

    private static void SkipResultType(ref IrTokenizer tokens)
    {
        int depth = 0;
        while (tokens.MoveNext())
        {
            depth += Depth(tokens);
            if (depth == 0 && !tokens.NextIs((byte)'*') && !(tokens.Is((byte)'<') && tokens.NextIs((byte)'{')))
                return;
        }
    }

    private static int Depth(in IrTokenizer tokens)
    {
        if (tokens.Kind != IrTokenKind.Punctuation)
            return 0;
        return tokens.Text[0] switch
        {
            (byte)'(' or (byte)'[' or (byte)'{' or (byte)'<' => 1,
            (byte)')' or (byte)']' or (byte)'}' or (byte)'>' => -1,
            _ => 0,
        };
    }
}
