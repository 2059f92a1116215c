using System.Buffers.Binary;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Frames that an unwinder would stumble over are not registered.</summary>
public sealed class FrameCheckSpecs
{
    private const ulong Address = 0x10_0000;
    private static readonly AddressRange Code = new(0x20_0000, 0x1000);

    // One CIE "zPLR" and two FDEs, the second of a function that was left out, as compilers for x86-64 write them.
    private static byte[] Frames()
    {
        byte[] bytes =
        [
            0x1C, 0, 0, 0, 0, 0, 0, 0, 1, (byte)'z', (byte)'P', (byte)'L', (byte)'R', 0, 1, 0x78, 16, 7, 0x9B, 1, 2, 3, 4, 0x1B, 0x1B, 0x0C, 7, 8, 0x90, 1, 0, 0,
            0x14, 0, 0, 0, 0x24, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
            0x14, 0, 0, 0, 0x3C, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0,
        ];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), (int)(Code.Start - (Address + 40)));
        return bytes;
    }

    private static string? Check(byte[] bytes) => new FrameCheck(bytes, Address, Code).FindDefect();

    [Fact]
    public void What_compilers_write_is_sound() => Assert.Null(Check(Frames()));

    [Theory]
    [InlineData(0, 0x1D, "a length that ends in the middle of the next record")]
    [InlineData(3, 0x7F, "a length beyond the end")]
    [InlineData(8, 2, "a version that there is not")]
    [InlineData(9, (byte)'x', "an augmentation of an unknown kind")]
    [InlineData(12, (byte)'Q', "an unknown letter")]
    [InlineData(18, 0x50, "a personality that the unwinder aligns")]
    [InlineData(24, 0x0D, "an encoding that there is not")]
    [InlineData(24, 0xFF, "no encoding of addresses")]
    [InlineData(36, 0x20, "an FDE whose CIE is none")]
    [InlineData(43, 0x70, "an FDE of code far away")]
    [InlineData(45, 0x7F, "an FDE that is longer than the code")]
    [InlineData(80, 1, "no end")]
    public void What_an_unwinder_cannot_read_is_refused(int offset, byte value, string what)
    {
        byte[] bytes = Frames();
        bytes[offset] = value;
        Assert.True(Check(bytes) is not null, what);
    }

    [Fact]
    public void Nothing_that_is_cut_or_damaged_makes_the_check_read_on()
    {
        byte[] sound = Frames();
        for (int length = 0; length < sound.Length; length++)
            Assert.NotNull(Check(sound[..length]));
        for (int offset = 0; offset < sound.Length; offset++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] bytes = Frames();
                bytes[offset] ^= (byte)(1 << bit);
                Check(bytes);
            }
        }
    }
}
