using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Signing in to the operation center, and what its answers look like.</summary>
internal static class Center
{
    public const string Client = "platform-operations";
    private const string Callback = "http://localhost:3000/callback";

    /// <summary>An access token of the provider, got as a browser gets it.</summary>
    public static async Task<string> ProviderTokenAsync(string sandbox, string login, string client = Client, string scope = "openid email profile")
    {
        var page = QueryHelpers.AddQueryString($"{sandbox}/oidc/auth", new Dictionary<string, string?>
        {
            ["client_id"] = client, ["redirect_uri"] = Callback, ["response_type"] = "code", ["scope"] = scope, ["login_hint"] = TestSandbox.EmailOf(login),
        });
        using var back = await Http.Client.GetAsync(page, TestContext.Current.CancellationToken);
        var code = QueryHelpers.ParseQuery(back.Headers.Location!.Query)["code"].ToString();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["client_id"] = client, ["redirect_uri"] = Callback, ["code"] = code,
        });
        using var answer = await Http.Client.PostAsync($"{sandbox}/oidc/token", form, TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Text("access_token");
    }

    public static Task<Answer> ExchangeAsync(ApiHost host, string? token) => host.Anonymous.PostAsync("/api/auth/exchange", new { access_token = token });

    public static Task<Answer> RefreshAsync(ApiHost host, string? token) => host.Anonymous.PostAsync("/api/auth/refresh", new { refresh_token = token });

    /// <summary>Asserts a success in the surface's form, and gives its data.</summary>
    public static JsonElement Got(this Answer answer, int status = 200)
    {
        AssertForm(answer, status);
        Assert.DoesNotContain("enc:v1:", answer.Text, StringComparison.Ordinal);
        return answer.Root.GetProperty("data");
    }

    /// <summary>Asserts a failure in the surface's form.</summary>
    public static Answer Fails(this Answer answer, int status, string? message = null)
    {
        AssertForm(answer, status);
        if (message is not null)
        {
            Assert.Equal(message, answer.Root.Text("message"));
        }

        return answer;
    }

    /// <summary>Asserts a validation error of just these fields.</summary>
    public static Answer Invalid(this Answer answer, params string[] fields)
    {
        var data = answer.Fails(400, "validation error").Root.GetProperty("data");
        var errors = data.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(fields.Order(), errors.Select(e => e.Text("field")).Order());
        Assert.All(errors, e => Assert.False(string.IsNullOrWhiteSpace(e.Text("error"))));
        Assert.Equal((errors[0].Text("field"), errors[0].Text("error")), (data.Text("field"), data.Text("error")));
        return answer;
    }

    private static void AssertForm(Answer answer, int status)
    {
        Assert.True(answer.Status == status, $"Expected {status}, got {answer.Status}: {answer.Text}");
        Assert.Equal(["code", "message", "data"], answer.Root.EnumerateObject().Select(m => m.Name));
        Assert.Equal(status, answer.Root.GetProperty("code").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(answer.Root.Text("message")));
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
    }
}

/// <summary>Somebody who is signed in to the operation center.</summary>
/// <param name="Login">His name at the provider.</param>
public sealed record Operator(ApiClient Api, string Login, string Id, string OrganizationId, string RefreshToken)
{
    /// <summary>Makes an organization directly below this one's.</summary>
    public async Task<string> CreateAsync(string plural, string? name = null) =>
        (await Api.PostAsync($"/api/{plural}", new { name = name ?? Desk.Unique(plural) })).Got(201).Text("id");

    /// <summary>The body of a new account that would be taken.</summary>
    public static object Body(string organization, string? login = null, string role = CenterFixture.Admin)
    {
        var name = login ?? $"a{Guid.CreateVersion7():N}";
        return new
        {
            username = name, email = TestSandbox.EmailOf(name), name = $"{name} Example", phone = "+39 06 123", password = "SecurePassword123!",
            userRoleId = role, organizationId = organization, customData = new { department = "IT", position = "Developer" },
        };
    }

    public async Task<string> CreateAccountAsync(string organization, string? login = null, string role = CenterFixture.Admin) =>
        (await Api.PostAsync("/api/accounts", Body(organization, login, role))).Got(201).Text("id");
}
