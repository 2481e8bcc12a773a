using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>Refuses values of query parameters that are none of those that the endpoint names: a filter or an order that nobody knows would be passed over otherwise.</summary>
internal sealed class QueryChecks(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.QueryString.HasValue || http.GetEndpoint() is not { } endpoint)
        {
            return next(http);
        }

        var errors = new Dictionary<string, string[]>();
        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<QueryParameter>())
        {
            if (parameter.Choices is not null && http.Request.Query.TryGetValue(parameter.Name, out var sent) && parameter.Refuse(sent) is { } why)
            {
                errors[parameter.Name] = [why];
            }
        }

        return errors.Count == 0
            ? next(http)
            : Surface.Of(http).WriteAsync(http, new Problem(ProblemKind.Invalid, $"{errors.First().Key} {errors.First().Value[0]}", Fields: errors));
    }
}
