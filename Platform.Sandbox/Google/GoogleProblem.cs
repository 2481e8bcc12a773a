namespace Platform.Sandbox.Google;

/// <summary>An error as Google words it, with the status it comes with.</summary>
internal sealed record GoogleProblem(int Status, string Error, string Description)
{
    public static GoogleProblem InvalidRequest(string description) => new(400, "invalid_request", description);

    public static GoogleProblem Missing(string parameter) => InvalidRequest($"Missing required parameter: {parameter}");

    public static GoogleProblem InvalidGrant(string description) => new(400, "invalid_grant", description);

    public static GoogleProblem InvalidClient(string description) => new(401, "invalid_client", description);

    public IResult ToJson() => Results.Json(new { error = Error, error_description = Description }, statusCode: Status);
}
