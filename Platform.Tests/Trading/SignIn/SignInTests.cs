using Platform.Tests.Support;

namespace Platform.Tests.Trading.SignIn;

public sealed class SignInTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Somebody_new_signs_in_with_google_and_reads_his_profile()
    {
        var alice = await api.SignInAsync("alice");
        var me = await alice.Api.GetAsync("/v1/users/me");
        Assert.Equal(alice.Id, me.Id);
        Assert.Equal("alice@example.com", me.Data.GetProperty("email").GetString());
    }
}
