using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>The tree owner → d1 (r1 (c1, c2), r2 (c3)), d2 (r3 (c4)), each organization made by an Admin of the one above and with an Admin of its own.</summary>
public sealed class HierarchyFixture(TestServers servers) : CenterFixture(servers)
{
    private readonly Dictionary<string, string> organizations = [];
    private readonly Dictionary<string, Operator> admins = [];
    private readonly Dictionary<string, Operator> supports = [];

    /// <summary>Ids of the organizations, by their short names.</summary>
    public IReadOnlyDictionary<string, string> Organizations => organizations;

    public IReadOnlyDictionary<string, Operator> Admins => admins;

    /// <summary>Of the owner, d1, r1 and c1.</summary>
    public IReadOnlyDictionary<string, Operator> Supports => supports;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (admins["owner"], supports["owner"]) = (await OwnerAsync(), await EnterAsync("owner-support"));
        organizations["owner"] = admins["owner"].OrganizationId;
        foreach (var (name, parent, plural) in new[]
        {
            ("d1", "owner", "distributors"), ("d2", "owner", "distributors"), ("r1", "d1", "resellers"), ("r2", "d1", "resellers"), ("r3", "d2", "resellers"),
            ("c1", "r1", "customers"), ("c2", "r1", "customers"), ("c3", "r2", "customers"), ("c4", "r3", "customers"),
        })
        {
            organizations[name] = await admins[parent].CreateAsync(plural, Desk.Unique(name));
            admins[name] = await MemberAsync(admins[parent], organizations[name]);
        }

        foreach (var name in new[] { "d1", "r1", "c1" })
        {
            supports[name] = await MemberAsync(admins[name], organizations[name], Support);
        }
    }
}
