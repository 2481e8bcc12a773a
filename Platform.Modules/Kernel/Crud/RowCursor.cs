using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Platform.Kernel.Data;

namespace Platform.Kernel.Crud;

/// <summary>The ids of a query in its order, which the server hands out a batch at a time, within the context's transaction.</summary>
internal sealed class RowCursor : IAsyncDisposable
{
    private const int Batch = 1000;
    private readonly DbCommand fetch;

    private RowCursor(DbCommand fetch) => this.fetch = fetch;

    public static async Task<RowCursor> OpenAsync(PlatformDb db, IQueryable<Guid> ids, CancellationToken cancellation)
    {
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        await using (var declare = ids.CreateDbCommand())
        {
#pragma warning disable CA2100 // The text is EF's own.
            declare.CommandText = "DECLARE row_cursor NO SCROLL CURSOR FOR " + declare.CommandText;
#pragma warning restore CA2100
            declare.Transaction = transaction;
            await declare.ExecuteNonQueryAsync(cancellation);
        }

        var fetch = transaction.Connection!.CreateCommand();
        (fetch.Transaction, fetch.CommandText) = (transaction, "FETCH 1000 FROM row_cursor");
        return new RowCursor(fetch);
    }

    /// <summary>The next ids, up to a thousand; none at the end.</summary>
    public async Task<IReadOnlyList<Guid>> NextAsync(CancellationToken cancellation)
    {
        var ids = new List<Guid>(Batch);
        await using var reader = await fetch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    public ValueTask DisposeAsync() => fetch.DisposeAsync();
}
