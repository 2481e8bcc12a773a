using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Kernel.Data;

/// <summary>For endpoints that ask the database several things: each query alone would check a connection out and tell it the scope anew, a round trip each.</summary>
internal static class OneConnection
{
    /// <summary>Gives the connection back before somebody else is waited for; the next query takes another. Within a transaction it stays.</summary>
    public static Task ReleaseConnectionAsync(this PlatformDb db) => db.Database.CurrentTransaction is null ? db.Database.CloseConnectionAsync() : Task.CompletedTask;

    /// <summary>Keeps one connection from the first to the last query. Who waits for somebody else meanwhile releases it.</summary>
    public static TBuilder OnOneConnection<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(async (context, next) =>
        {
            var db = context.HttpContext.RequestServices.GetRequiredService<PlatformDb>();
            await db.Database.OpenConnectionAsync(context.HttpContext.RequestAborted);
            try
            {
                return await next(context);
            }
            finally
            {
                await db.Database.CloseConnectionAsync();
            }
        });
}
