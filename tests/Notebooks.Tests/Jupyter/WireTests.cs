using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Spikebook.Notebooks.Jupyter;
using Spikebook.Notebooks.Jupyter.Wire;

namespace Spikebook.Notebooks.Tests.Jupyter;

/// <summary>Messages as frames: what is signed comes through, everything else is dropped.</summary>
public sealed class WireTests
{
    const string Key = "a0436f6c-1916-498b-8eb9-e81ab9368e84";

    static List<byte[]> Frames(WireFormat wire, string type = "execute_request")
        => [.. wire.Write([[1, 2]], type, null, "{\"code\":\"1\"}"u8.ToArray()).Select(f => f.ToArray())];

    [Fact]
    public void A_signed_message_comes_through_once()
    {
        var frames = Frames(new WireFormat(Key));
        var receiver = new WireFormat(Key);
        var message = receiver.Read(frames, out _)!;
        Assert.Equal("execute_request", message.Type);
        Assert.Equal("1", message.Text("code"));
        Assert.Equal([1, 2], message.Identities[0]);
        Assert.Null(receiver.Read(frames, out string refusal));
        Assert.Contains("replayed", refusal);
    }

    /// <summary>RFC 4231, test case 2: the key "Jefe", the text "what do ya want for nothing?".</summary>
    [Fact]
    public void Signatures_are_those_of_the_standard()
        => Assert.Equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            Encoding.ASCII.GetString(new Signatures("Jefe")
            .Sign("what do ya "u8.ToArray(), "want for "u8.ToArray(), "nothing?"u8.ToArray())));

    [Fact]
    public void Any_changed_byte_after_the_delimiter_is_refused()
    {
        var original = Frames(new WireFormat(Key));
        Prop.ForAll(Gen.Choose(2, 6).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(),
            (frame, at, change) =>
        {
            List<byte[]> frames = [.. original.Select(f => f.ToArray())];
            frames[frame][at % frames[frame].Length] ^= (byte)change;
            return new WireFormat(Key).Read(frames, out string refusal) is null && refusal.Contains("signature");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Without_a_key_nothing_is_signed_and_everything_well_formed_is_read()
    {
        var frames = Frames(new WireFormat(""));
        Assert.Empty(frames[2]);
        Assert.NotNull(new WireFormat("").Read(frames, out _));
        Assert.Null(new WireFormat(Key).Read(frames, out string refusal));
        Assert.Contains("not signed", refusal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{} {}")]
    [InlineData("{\"msg_type\":\"\\ud800\"}")]
    [InlineData("{\"msg_id\":\"1\"}")]
    [InlineData("{\"msg_type\":5,\"msg_id\":\"1\"}")]
    public void A_header_that_makes_no_sense_is_refused(string header)
    {
        List<byte[]> frames = ["<IDS|MSG>"u8.ToArray(), [], Encoding.UTF8.GetBytes(header), "{}"u8.ToArray(), "{}"u8.ToArray(),
            "{}"u8.ToArray()];
        Assert.Null(new WireFormat("").Read(frames, out string refusal));
        Assert.NotEmpty(refusal);
    }

    [Theory]
    [InlineData("abc", 2, 2)]
    [InlineData("a\U0001F600b", 2, 3)]
    [InlineData("\U0001F600\U0001F600", 9, 4)]
    public void Code_points_and_code_units_translate(string text, int codePoint, int unit)
    {
        Assert.Equal(unit, CodePoints.ToUtf16(text, codePoint));
        Assert.Equal(Math.Min(codePoint, text.EnumerateRunes().Count()), CodePoints.FromUtf16(text, unit));
    }

    [Fact]
    public void A_connection_file_is_read_as_it_was_written_and_is_private()
    {
        var folder = Directory.CreateTempSubdirectory("spikebook-tests-");
        try
        {
            string path = Path.Combine(folder.FullName, "kernel.json");
            var written = ConnectionInfo.Fresh() with { Ports = [5001, 5002, 5003, 5004, 5005] };
            written.Write(path, "spikebook");
            var read = ConnectionInfo.Read(path);
            Assert.Equal((written.Key, written.Ip, "tcp://127.0.0.1:5004"), (read.Key, read.Ip, read.Address(JupyterChannel.IoPub)));
            Assert.Equal(written.Ports, read.Ports);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_malformed_connection_file_gives_one_line()
    {
        string path = Path.GetTempFileName();
        try
        {
            const string Good = """{"transport":"tcp","ip":"127.0.0.1","shell_port":5001,"control_port":5002,"stdin_port":5003,"iopub_port":5004,"hb_port":5005,"key":"k"}""";
            Prop.ForAll(Gen.Choose(0, Good.Length - 1).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (at, with) =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(Good);
                bytes[at] = (byte)with;
                File.WriteAllBytes(path, bytes);
                try { ConnectionInfo.Read(path); }
                catch (JupyterException e) { return !e.Message.Contains('\n'); }
                return true;
            }).QuickCheckThrowOnFailure();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
