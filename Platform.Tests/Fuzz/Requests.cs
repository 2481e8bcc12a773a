using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Http;
using Platform.Tests.Support;

namespace Platform.Tests.Fuzz;

/// <summary>Makes requests of every operation that is served: first such as are meant, then such as nobody means.</summary>
internal sealed partial class Requests
{
    private const int MaxIds = 400;
    private readonly Documents documents;
    private readonly List<string> ids = [];

    private Requests(Documents documents, IReadOnlyList<Operation> operations) => (this.documents, Operations) = (documents, operations);

    public sealed record Operation(string Name, string Method, string Path, string Surface);

    public IReadOnlyList<Operation> Operations { get; }

    [GeneratedRegex("{(?<name>[^}:?=*]+)[^}]*}")]
    private static partial Regex Parameter { get; }

    [GeneratedRegex("\"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\"")]
    private static partial Regex Id { get; }

    public static async Task<Requests> OfAsync(ApiHost host)
    {
        var operations = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
            {
                var path = "/" + Parameter.Replace(e.RoutePattern.RawText!.Trim('/'), "{${name}}");
                return new Operation($"{method} {path}", method, path, e.Metadata.GetMetadata<Surface>()?.Name ?? "");
            }))
            .DistinctBy(o => o.Name).OrderBy(o => o.Name, StringComparer.Ordinal).ToList();
        return new Requests(await Documents.ReadAsync(host), operations);
    }

    /// <summary>Ids that answers tell of are what later requests ask for.</summary>
    public void Learn(string text, Random random)
    {
        foreach (var match in Id.Matches(text.Length > 20_000 ? text[..20_000] : text).Take(20))
        {
            if (ids.Count < MaxIds)
            {
                ids.Add(match.Groups[1].Value);
            }
            else
            {
                ids[random.Next(MaxIds)] = match.Groups[1].Value;
            }
        }
    }

    public FuzzRequest Make(Operation operation, string kind, Random random, bool spoilt)
    {
        var path = Parameter.Replace(operation.Path, _ => spoilt && random.Next(5) == 0 ? Encode(random.Any(Hostile.Texts), random) : AnyId(random));
        var query = Query(operation, random, spoilt);
        var headers = new List<(string, string)>();
        for (var i = spoilt ? random.Next(4) - 1 : 0; i > 0; i--)
        {
            var name = random.Any(Hostile.Headers);
            var value = name == "Cookie" ? $"{random.Any(Hostile.Cookies)}={Encode(random.Any(Hostile.Texts), random)}" : random.Any(Hostile.Texts);
            headers.Add((name, Header(value)));
        }

        var (body, type) = Body(operation, random, spoilt);
        return new FuzzRequest(operation.Name, kind, HttpMethod.Parse(operation.Method), Cut(path + query), headers, body, type);
    }

    private string Query(Operation operation, Random random, bool spoilt)
    {
        var known = documents.QueryOf(operation.Name);
        var chosen = known.Where(_ => random.Next(4) == 0).ToList();
        if (spoilt && random.Next(2) == 0)
        {
            chosen.Add(random.Any(Hostile.Parameters));
        }

        if (operation.Path == "/api/entities/records")
        {
            chosen.Add("entityId");
        }

        return chosen.Count == 0 ? "" : "?" + string.Join('&', chosen.Select(name => $"{Uri.EscapeDataString(name)}={(spoilt && random.Next(3) > 0 ? Encode(random.Any(Hostile.Texts), random) : Likely(name, random))}"));
    }

    private string Likely(string name, Random random) => name switch
    {
        "page" or "pageSize" or "page_size" or "limit" => random.Next(1, 60).ToString(System.Globalization.CultureInfo.InvariantCulture),
        "entityId" or "entityType" => "fuzz:thing",
        "format" => random.Any(["csv", "json", "xml", "markdown"]),
        "sortDir" or "order" => random.Any(["asc", "desc"]),
        "search" or "q" => "a",
        _ when name.EndsWith('d') || name.EndsWith("ds", StringComparison.Ordinal) => AnyId(random),
        _ => random.Any(["true", "name", "1", "open", "2030-05-06", "2030-05-06T10:00:00Z"]),
    };

    private (byte[]? Body, string? Type) Body(Operation operation, Random random, bool spoilt)
    {
        if (operation.Method is "GET" or "HEAD" or "OPTIONS" || (operation.Method == "DELETE" && random.Next(2) == 0))
        {
            return (null, null);
        }

        var type = spoilt && random.Next(12) == 0 ? random.Any(Hostile.ContentTypes) : "application/json";
        if (spoilt && random.Next(10) == 0)
        {
            return (Encoding.UTF8.GetBytes(random.Any(Hostile.Bodies)), random.Any(Hostile.ContentTypes));
        }

        var valid = Bodies.Valid.TryGetValue(operation.Name, out var known) && random.Next(2) == 0
            ? JsonNode.Parse(known.Replace("{trading}", AnyId(random), StringComparison.Ordinal).Replace("{account}", AnyId(random), StringComparison.Ordinal))
            : documents.BodyOf(operation.Name, random, () => AnyId(random)) ?? new JsonObject { ["id"] = AnyId(random) };
        if (valid is JsonObject members && operation.Surface == "business" && operation.Method != "POST" && !operation.Path.Contains('{', StringComparison.Ordinal))
        {
            members["id"] = AnyId(random);
        }

        var text = spoilt ? Mutation.Spoil(valid!, random) : valid!.ToJsonString();
        return (Encoding.UTF8.GetBytes(type.Contains("urlencoded", StringComparison.Ordinal) && valid is JsonObject form
            ? string.Join('&', form.Select(m => $"{Uri.EscapeDataString(m.Key)}={Encode(spoilt ? random.Any(Hostile.Texts) : m.Value?.ToString() ?? "", random)}")) : text), type);
    }

    private string AnyId(Random random) => ids.Count == 0 || random.Next(12) == 0 ? Desk.PublicBinding : random.Any(ids);

    /// <summary>Now and then bytes that are no UTF-8.</summary>
    private static string Encode(string text, Random random) => random.Next(15) == 0 ? "%ff%fe%00" : Uri.EscapeDataString(text);

    private static string Header(string text) => new([.. text.Where(c => c is >= ' ' and <= '~').Take(2000)]);

    /// <summary>What is longer is refused before anybody looks at it.</summary>
    private static string Cut(string target) => target.Length <= 8000 ? target : target[..8000].TrimEnd('%', '0', '2');
}
