namespace Graft.Tests.Link;

/// <summary>What a comparison with ld.lld found.</summary>
internal sealed class ComparisonTotals
{
    public int Sections { get; set; }

    public long Bytes { get; set; }

    /// <summary>Relocated fields.</summary>
    public int Fields { get; set; }

    /// <summary>Fields that hold a stub's address where lld has the function's own.</summary>
    public int Stubs { get; set; }

    /// <summary>Fields that hold the place of our GOT entry.</summary>
    public int GotPlaces { get; set; }

    /// <summary>Fields that hold a host function's own address where lld, which knows one address only, has the stub.</summary>
    public int HostAddresses { get; set; }

    public override string ToString() =>
        $"{Sections} sections, {Bytes} bytes, {Fields} relocated fields; differing from ld.lld: {Stubs} stubs, {GotPlaces} GOT places, {HostAddresses} host addresses, nothing else";
}
