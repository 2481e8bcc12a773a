using System.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>Text and numbers that no table can keep: a clear refusal on the business surface, wherever it stands.</summary>
public sealed class BadTextTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Theory]
    [InlineData("""{"firstName":"\ud800","lastName":"x"}""")]
    [InlineData("""{"firstName":"a\u0000b","lastName":"x"}""")]
    [InlineData("""{"firstName":"a","lastName":"x","\udc00":1}""")]
    [InlineData("""{"firstName":"a","lastName":"x","tags":["\ud800"]}""")]
    [InlineData("""{"firstName":"a","lastName":"x","cf_note":"\ud800"}""")]
    [InlineData("""{"firstName":"a","lastName":"x","customFields":{"a\u0000":"b"}}""")]
    [InlineData("""{"firstName":"a","lastName":"x","cf_note":1e100000}""")]
    [InlineData("""{"firstName":"a","lastName":"x","customFields":[{"key":"note","value":[1e-9999]}]}""")]
    public async Task In_a_body(string body) => (await (await api.AdminAsync()).Api.PostAsync("/api/customers/people", body)).Refuses(400);

    [Theory]
    [InlineData("/api/customers/people?emailContains=a%00b")]
    [InlineData("/api/auth/users?name=%00")]
    [InlineData("/api/auth/roles?search=%00abc")]
    public async Task In_a_query(string path) => (await (await api.AdminAsync()).Api.GetAsync(path)).Refuses(400);

    [Fact]
    public async Task In_a_form()
    {
        using var form = new StringContent("email=a%00b%40x.example&password=secret", Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.InRange((await api.Host.Anonymous.PostAsync("/api/auth/login", form)).Status, 400, 401);
    }
}
