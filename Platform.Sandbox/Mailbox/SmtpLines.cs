using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Platform.Sandbox.Mailbox;

/// <summary>Lines of an SMTP connection, bounded in length.</summary>
internal sealed class SmtpLines(Stream stream)
{
    private const int MaxLine = 16 * 1024;
    private readonly PipeReader reader = PipeReader.Create(stream);

    public ValueTask WriteAsync(string line, CancellationToken cancellation) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), cancellation);

    /// <returns>The line without its end; null when the other side has closed.</returns>
    /// <exception cref="InvalidDataException">The line does not end.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = result.Buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line is [.., (byte)'\r'] ? line[..^1] : line;
            }

            if (result.Buffer.Length > MaxLine)
            {
                throw new InvalidDataException("A line is too long.");
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }
}
