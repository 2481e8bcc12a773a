using Platform.Sandbox.Core;

namespace Platform.Sandbox.Google;

/// <summary>Reads the form of a token request; what is no form, or too large, is an answer and not an exception.</summary>
internal static class FormReader
{
    public static async Task<(Parameters? Form, GoogleProblem? Problem)> Read(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return (null, GoogleProblem.InvalidRequest("The body must be application/x-www-form-urlencoded."));
        }
        try
        {
            var form = new Parameters(await request.ReadFormAsync(request.HttpContext.RequestAborted));
            return form.Repeated is { } repeated
                ? (null, GoogleProblem.InvalidRequest($"OAuth 2 parameters can only have a single value: {repeated}"))
                : (form, null);
        }
        catch (BadHttpRequestException e)
        {
            return (null, new(e.StatusCode, "invalid_request", "The body cannot be read."));
        }
        catch (InvalidDataException)
        {
            return (null, GoogleProblem.InvalidRequest("The form is too large or malformed."));
        }
    }
}
