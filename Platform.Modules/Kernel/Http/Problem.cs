namespace Platform.Kernel.Http;

/// <summary>The ways in which a request fails; each surface has a code of its own for them.</summary>
public enum ProblemKind
{
    Invalid = 400,
    Unauthenticated = 401,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    Conflict = 409,
    TooLarge = 413,
    UriTooLong = 414,
    UnsupportedMediaType = 415,
    Unprocessable = 422,
    TooManyRequests = 429,
    Internal = 500,
    Upstream = 502,
    Unavailable = 503,
}

/// <summary>An expected failure. The surface of the endpoint gives it its form.</summary>
/// <param name="Code">The documented code; null for the surface's own code of the kind.</param>
/// <param name="Details">Facts that help the caller; never a secret, never another tenant's.</param>
/// <param name="Extra">Members that a surface with a flat body adds, such as <c>requiredFeatures</c>.</param>
/// <param name="Fields">Messages by field, in the names of the request.</param>
public sealed record Problem(
    ProblemKind Kind, string Message, string? Code = null, string? Details = null, IReadOnlyDictionary<string, string[]>? Fields = null,
    IReadOnlyDictionary<string, object>? Extra = null)
{
    public int Status => (int)Kind;

    /// <summary>Where in the body something stands that cannot be read, in the names of the request.</summary>
    public string? Place { get; init; }

    /// <summary>When it may be tried again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How often it may be tried until then; none of it is left.</summary>
    public int? Limit { get; init; }

    /// <summary>The request takes an organization, and the caller has selected none.</summary>
    public static readonly Problem NoOrganization = new(ProblemKind.Invalid, "Organization context is required");

    /// <summary>One field is wrong.</summary>
    public static Problem OfField(string field, string why) =>
        new(ProblemKind.Invalid, why, Fields: new Dictionary<string, string[]> { [field] = [why] });

    public static Problem NotFound(string what) => new(ProblemKind.NotFound, $"{what} not found");
}
