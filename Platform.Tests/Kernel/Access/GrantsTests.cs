using Platform.Kernel.Access;

namespace Platform.Tests.Kernel.Access;

public sealed class GrantsTests
{
    [Theory]
    [InlineData("*", "auth.users.list", true)]
    [InlineData("auth.users.list", "auth.users.list", true)]
    [InlineData("auth.users.*", "auth.users.list", true)]
    [InlineData("auth.users.*", "auth.users", true)]
    [InlineData("auth.*", "auth.users.list", true)]
    [InlineData("auth.users.*", "auth.usersecrets", false)]
    [InlineData("auth.users", "auth.users.list", false)]
    [InlineData("auth.users.list", "auth.users", false)]
    [InlineData("directory.*", "auth.users", false)]
    [InlineData("", "auth.users", false)]
    public void A_wildcard_covers_what_is_under_it_and_nothing_beside_it(string granted, string wanted, bool covers) =>
        Assert.Equal(covers, Grants.Covers(granted, wanted));

    [Fact]
    public void All_of_several_features_are_needed()
    {
        var grants = new Grants(false, ["auth.users.list", "directory.*"], null);
        Assert.True(grants.AllowAll(["auth.users.list", "directory.tenants.view"]));
        Assert.False(grants.AllowAll(["auth.users.list", "auth.users.edit"]));
    }

    [Fact]
    public void A_super_admin_may_everything_and_nobody_nothing()
    {
        Assert.True(new Grants(true, [], null).Allow("anything.at_all"));
        Assert.False(Grants.None.Allow("anything.at_all"));
    }
}
