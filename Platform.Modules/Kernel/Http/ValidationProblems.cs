using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>Gives validation failures the form of the surface, in the names of the request.</summary>
internal sealed class ValidationProblems : IProblemDetailsService
{
    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var surface = Surface.Of(context.HttpContext);
        var errors = context.ProblemDetails is HttpValidationProblemDetails { Errors: { Count: > 0 } found } ? found : null;
        var fields = errors?.ToDictionary(e => string.Join('.', e.Key.Split('.').Select(surface.FieldName)), e => e.Value);
        await surface.WriteAsync(context.HttpContext, fields?.FirstOrDefault() is { Key: { } field, Value: { } messages }
            ? new Problem(ProblemKind.Invalid, $"{field} {messages[0]}", Fields: fields)
            : new Problem((ProblemKind)context.HttpContext.Response.StatusCode, context.ProblemDetails.Title ?? "The request is invalid"));
    }
}
