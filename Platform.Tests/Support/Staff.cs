namespace Platform.Tests.Support;

/// <summary>People of the business surface who sign in with a password.</summary>
public static class Staff
{
    public const string SuperAdmin = "superadmin@acme.com";
    public const string Admin = "admin@acme.com";
    public const string Employee = "employee@acme.com";
    public const string Password = "secret";

    public static async Task<ApiClient> SignInAsync(ApiHost host, string email, string password = Password)
    {
        var answer = await LoginAsync(host, ("email", email), ("password", password));
        Assert.True(answer.Status == 200, $"Expected to sign in, got {answer.Status}: {answer.Text}");
        return host.With(answer.Root.GetProperty("token").GetString());
    }

    /// <summary>Posts the sign-in form.</summary>
    public static async Task<Answer> LoginAsync(ApiHost host, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await Answer.ReadAsync(Http.Client.PostAsync($"{host.Address}/api/auth/login", content, TestContext.Current.CancellationToken));
    }
}
