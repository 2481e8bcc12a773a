using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Every route with every kind of caller, against the expectations of <see cref="GateMatrix"/>.</summary>
public sealed class GateTests(HierarchyFixture tree) : IClassFixture<HierarchyFixture>
{
    private const string Begin = "<!-- gate matrix -->\n";
    private const string End = "<!-- end of gate matrix -->";
    private static readonly GateMatrix Matrix = GateMatrix.Read();
    private static readonly string Document = Path.Combine(Arguments.Root, "docs", "operation-center.md");

    public static TheoryData<string> Routes => [.. Matrix.Rows.Select(r => r.Route)];

    [Fact]
    public void Every_operation_has_a_row_and_every_row_a_cell_for_every_caller()
    {
        Assert.Equal(Contract.Of("nethesis").Operations.Order(), Matrix.Rows.Select(r => r.Route).Order());
        Assert.Equal(16, Matrix.Callers.Count);
        Assert.All(Matrix.Rows, row => Assert.Equal(Matrix.Callers.Count, row.Expected.Count));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Every_caller_gets_what_is_written_down(string route)
    {
        var expected = Matrix.Rows.Single(r => r.Route == route).Expected;
        var stranger = await OtherOwner.MakeAsync(tree);
        var wrong = new List<string>();
        foreach (var (caller, status) in Matrix.Callers.Zip(expected))
        {
            var (method, path) = (HttpMethod.Parse(route.Split(' ')[0]), route.Split(' ')[1]);
            var answer = await (await CallerAsync(caller, stranger))(method, await PathAsync(method, path), await BodyAsync(route));
            if (answer.Status != status || answer.Root.GetProperty("code").GetInt32() != status)
            {
                wrong.Add($"{caller}: {answer.Status} instead of {status}: {answer.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_documents_table_is_made_of_the_same_data()
    {
        var text = File.ReadAllText(Document);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.InRange(from, Begin.Length, to);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Document, text = text[..from] + Matrix.Render() + text[to..]);
            to = text.IndexOf(End, StringComparison.Ordinal);
        }

        Assert.Equal(Matrix.Render(), text[from..to]);
    }

    private delegate Task<Answer> Send(HttpMethod method, string path, object? body);

    private async Task<Send> CallerAsync(string caller, ApiClient stranger) => caller switch
    {
        "owner A" => tree.Admins["owner"].Api.Plain,
        "owner S" => tree.Supports["owner"].Api.Plain,
        "distributor A" => tree.Admins["d1"].Api.Plain,
        "distributor S" => tree.Supports["d1"].Api.Plain,
        "reseller A" => tree.Admins["r1"].Api.Plain,
        "reseller S" => tree.Supports["r1"].Api.Plain,
        "customer A" => tree.Admins["c1"].Api.Plain,
        "customer S" => tree.Supports["c1"].Api.Plain,
        "other distributor" => tree.Admins["d2"].Api.Plain,
        "other reseller" => tree.Admins["r2"].Api.Plain,
        "other customer" => tree.Admins["c2"].Api.Plain,
        "other owner" => stranger.Plain,
        "no token" => tree.Host.Anonymous.Plain,
        "refresh token" => tree.Host.With(tree.Admins["owner"].RefreshToken).Plain,
        "portal token" => tree.Host.With(PortalToken(tree.Admins["owner"].Api.Token!)).Plain,
        "API key" => await KeyAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(caller), caller, "Nobody knows this caller."),
    };

    private async Task<Send> KeyAsync()
    {
        var admin = await Staff.SignInAsync(tree.Host, Staff.SuperAdmin);
        var secret = (await admin.PostAsync("/api/api_keys/keys", new { name = "a key", roles = new[] { "superadmin" } })).Is(201).Root.Text("secret");
        return (method, path, body) => tree.Host.Anonymous.SendAsync(method, path, body, ("X-Api-Key", secret));
    }

    /// <summary>Signed by us and of a session that stands, but made for customers of a portal.</summary>
    private static string PortalToken(string staff)
    {
        var claims = new JsonWebToken(staff);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = claims.Issuer, Audience = "portal", TokenType = "at+jwt", Expires = claims.ValidTo,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Convert.FromBase64String(ApiHost.SigningKey)), SecurityAlgorithms.HmacSha256),
            Subject = new ClaimsIdentity(claims.Claims.Where(c => c.Type is "sub" or "sid" or "tenantId" or "email" or "role")),
        });
    }

    /// <summary>The path, with the id of something of the line that the caller may take along.</summary>
    private async Task<string> PathAsync(HttpMethod method, string path)
    {
        if (!path.EndsWith("{id}", StringComparison.Ordinal))
        {
            return path;
        }

        var fresh = method == HttpMethod.Delete;
        var id = path.Split('/')[2] switch
        {
            "distributors" => fresh ? await tree.Admins["owner"].CreateAsync("distributors") : tree.Organizations["d1"],
            "resellers" => fresh ? await tree.Admins["d1"].CreateAsync("resellers") : tree.Organizations["r1"],
            "customers" => fresh ? await tree.Admins["r1"].CreateAsync("customers") : tree.Organizations["c1"],
            _ => await tree.Admins["c1"].CreateAccountAsync(tree.Organizations["c1"]),
        };
        return path.Replace("{id}", id, StringComparison.Ordinal);
    }

    /// <summary>A body that is taken when the caller may.</summary>
    private async Task<object?> BodyAsync(string route) => route switch
    {
        "POST /api/auth/exchange" => new { access_token = await Center.ProviderTokenAsync(await tree.SandboxAsync(), "owner") },
        "POST /api/auth/refresh" => new { refresh_token = (await tree.EnterAsync("owner")).RefreshToken },
        "POST /api/accounts" => Operator.Body(tree.Organizations["c1"]),
        _ when route.StartsWith("POST ", StringComparison.Ordinal) => new { name = Desk.Unique("new") },
        _ when route.StartsWith("PUT ", StringComparison.Ordinal) => new { customData = new { note = "changed" } },
        _ => null,
    };
}

internal static class Sending
{
    /// <summary>Sends without headers of its own.</summary>
    public static Task<Answer> Plain(this ApiClient api, HttpMethod method, string path, object? body) => api.SendAsync(method, path, body);
}
