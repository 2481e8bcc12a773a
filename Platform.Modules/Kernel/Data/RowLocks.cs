using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Platform.Kernel.Data;

/// <summary>Lets a query lock the rows that it reads until its transaction ends, so that writers take turns.</summary>
internal static class RowLocks
{
    private const string Tag = "locks its rows";

    public static IQueryable<T> ForUpdate<T>(this IQueryable<T> rows) => rows.TagWith(Tag);

    internal sealed class OnRead : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.StartsWith($"-- {Tag}", StringComparison.Ordinal))
            {
#pragma warning disable CA2100 // The text is EF's own.
                command.CommandText += " FOR UPDATE";
#pragma warning restore CA2100
            }

            return ValueTask.FromResult(result);
        }
    }
}
