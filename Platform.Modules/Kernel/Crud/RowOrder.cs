using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Crud;

/// <summary>The ids of a query in its order, in a file of its own: however many they are, they cost no memory, and no connection while they are gone through.</summary>
internal sealed class RowOrder : IAsyncDisposable
{
    private const int IdSize = 16;
    private readonly FileStream file;

    private RowOrder(FileStream file) => this.file = file;

    public static async Task<RowOrder> ReadAsync(IQueryable<Guid> ids, CancellationToken cancellation)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous, BufferSize = 64 * 1024,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        var order = new RowOrder(file);
        try
        {
            var buffer = new byte[IdSize];
            await foreach (var id in ids.AsAsyncEnumerable().WithCancellation(cancellation))
            {
                MemoryMarshal.Write(buffer, id);
                await file.WriteAsync(buffer, cancellation);
            }

            file.Position = 0;
            return order;
        }
        catch
        {
            await order.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next ids; none at the end.</summary>
    public async Task<IReadOnlyList<Guid>> NextAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count * IdSize];
        var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return MemoryMarshal.Cast<byte, Guid>(bytes.AsSpan(0, read)).ToArray();
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();
}
