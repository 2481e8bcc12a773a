namespace Platform.Sandbox.Faults;

/// <summary>Setting, seeing and forgetting faults, and the filter that lets them happen.</summary>
internal static class FaultEndpoints
{
    public static void MapFaults(this IEndpointRouteBuilder app)
    {
        var faults = app.MapGroup("/sandbox/faults");
        faults.MapGet("", (FaultBoard board, EndpointDataSource endpoints) =>
            Results.Json(new { waiting = board.Waiting, endpoints = Points(endpoints).Select(point => point.ToString()) }));
        faults.MapPost("", (Fault fault, FaultBoard board, EndpointDataSource endpoints) =>
        {
            var errors = fault.Check([.. Points(endpoints)]);
            if (errors.Count > 0)
            {
                return Results.ValidationProblem(errors);
            }
            return board.TryAdd(fault)
                ? Results.Json(fault, statusCode: StatusCodes.Status201Created)
                : Results.Problem($"{FaultBoard.Capacity} faults wait already.", statusCode: StatusCodes.Status409Conflict);
        });
        faults.MapDelete("", (FaultBoard board) =>
        {
            board.Clear();
            return Results.NoContent();
        });
    }

    /// <summary>Lets faults set for this provider and endpoint happen here.</summary>
    public static void MayFail(this RouteHandlerBuilder endpoint, string provider, string name)
    {
        var point = new FaultPoint(provider, name);
        endpoint.WithMetadata(point).AddEndpointFilter(async (call, next) =>
        {
            var http = call.HttpContext;
            if (http.RequestServices.GetRequiredService<FaultBoard>().Take(point) is not { } fault)
            {
                return await next(call);
            }
            await Task.Delay(fault.DelayMs, http.RequestAborted);
            if (fault.Abort)
            {
                http.Abort();
                return Results.Empty;
            }
            return fault.Status is { } status
                ? Results.Text(fault.Body ?? """{"error":"sandbox_fault"}""", "application/json", statusCode: status)
                : await next(call);
        });
    }

    private static IEnumerable<FaultPoint> Points(EndpointDataSource endpoints) =>
        endpoints.Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<FaultPoint>()).OfType<FaultPoint>();
}
