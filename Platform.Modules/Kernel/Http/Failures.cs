using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Npgsql;
using Platform.Kernel.Data;
using StackExchange.Redis;

namespace Platform.Kernel.Http;

/// <summary>Answers everything that goes wrong outside of an endpoint in the form of the surface.</summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } response)
            {
                await Surface.Of(context).WriteAsync(context, OfStatus(response.StatusCode));
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var problem = OfException(exception);
            if (problem.Kind is ProblemKind.Internal or ProblemKind.Unavailable)
            {
                LogFailure(logger, exception, context.Request.Method, context.GetEndpoint()?.DisplayName, problem.Status);
            }

            context.Response.Clear();
            HttpDefaults.StampHeaders(context);
            await Surface.Of(context).WriteAsync(context, problem);
        }
    }

    /// <summary>Faults of a server that is away pass; everything unknown is ours, and says nothing.</summary>
    private static Problem OfException(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(ProblemKind.TooLarge, "The request body is too large"),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => OfStatus(415),
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
        BadHttpRequestException => new(ProblemKind.Invalid, "A JSON body is required"),
        PostgresException { SqlState: PostgresErrorCodes.NumericValueOutOfRange } => new(ProblemKind.Unprocessable, "A number is out of range"),
        _ when IsOf(exception, PostgresErrorCodes.CharacterNotInRepertoire, PostgresErrorCodes.UntranslatableCharacter) => new(ProblemKind.Invalid, "Text must not contain NUL"),
        DbUpdateConcurrencyException => new(ProblemKind.Conflict, "Somebody else changed it at the same moment; read it again"),
        _ when IsOf(exception, PostgresErrorCodes.UniqueViolation, PostgresErrorCodes.ForeignKeyViolation) =>
            new(ProblemKind.Conflict, "Somebody else did the same, or took away what it refers to, at the same moment; read it again"),
        _ when IsPassing(exception) => new(ProblemKind.Unavailable, "The service is temporarily unavailable; try again"),
        _ => new(ProblemKind.Internal, "An unexpected error occurred"),
    };

    private static bool IsOf(Exception? exception, params ReadOnlySpan<string> states) => exception switch
    {
        null => false,
        PostgresException told => states.Contains(told.SqlState),
        _ => IsOf(exception.InnerException, states),
    };

    /// <summary>A server is away; EF wraps what says so more than once.</summary>
    private static bool IsPassing(Exception? exception) => exception switch
    {
        null => false,
        NpgsqlException { IsTransient: true } or RedisException or NatsException or TimeoutException => true,
        _ => IsPassing(exception.InnerException),
    };

    private static Problem OfStatus(int status) => status switch
    {
        401 => new(ProblemKind.Unauthenticated, "Authentication is required"),
        403 => new(ProblemKind.Forbidden, "Access denied"),
        404 => new(ProblemKind.NotFound, "Nothing is served at this path"),
        405 => new(ProblemKind.MethodNotAllowed, "The method is not allowed here"),
        413 => new(ProblemKind.TooLarge, "The request body is too large"),
        415 => new(ProblemKind.UnsupportedMediaType, "The body must be application/json"),
        >= 500 => new(ProblemKind.Internal, "An unexpected error occurred"),
        _ => new(ProblemKind.Invalid, "The request is invalid"),
    };

    private static Problem OfJson(JsonException json) => PlaceOf(json) is { } place && json.Message.StartsWith(WrongValue, StringComparison.Ordinal)
        ? Problem.OfField(place, json.Message[Marker.Length..]) with { Message = $"{place} {json.Message[Marker.Length..]}", Place = place }
        : new Problem(ProblemKind.Invalid, Describe(json)) { Place = PlaceOf(json) };

    /// <summary>Where in the body the fault is; the reader's own message names CLR types, which tell a client nothing.</summary>
    private static string Describe(JsonException json) => json.Path switch
    {
        _ when json.Message.StartsWith(Marker, StringComparison.Ordinal) => json.Message[Marker.Length..],
        null or "" or "$" => "The body is not a valid JSON object",
        var path when path.StartsWith("$.", StringComparison.Ordinal) => $"{Shorten(path[2..])} has the wrong type or is not valid JSON",
        var path => $"{Shorten(path)} is not valid",
    };

    private static string? PlaceOf(JsonException json) =>
        json.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal) ? Shorten(path[2..]) : null;

    /// <summary>Starts the message of a JsonException that was written for clients.</summary>
    internal const string Marker = JsonChecks.Marker;

    /// <summary>Starts one that says what a member must be, or must not.</summary>
    internal const string WrongValue = Marker + "must ";

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200];

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed with {Status}")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, string? endpoint, int status);
}
