using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>The id under which a request is found in traces and logs; sent back as <c>X-Request-Id</c>.</summary>
internal static class RequestId
{
    private static readonly object Key = new();

    public static string Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known))
        {
            return (string)known!;
        }

        var id = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
        context.Items[Key] = id;
        return id;
    }
}
