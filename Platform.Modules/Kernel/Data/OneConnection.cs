using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Kernel.Data;

/// <summary>For endpoints that ask the database several things: each query alone would check a connection out and tell it the scope anew, a round trip each.</summary>
internal static class OneConnection
{
    /// <summary>Keeps one connection from the first to the last query. Not for endpoints that wait for somebody else meanwhile.</summary>
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
