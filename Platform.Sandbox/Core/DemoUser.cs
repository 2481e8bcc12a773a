using System.Text.RegularExpressions;

namespace Platform.Sandbox.Core;

/// <summary>A person who can sign in through every stand-in, without a password.</summary>
internal sealed partial record DemoUser
{
    /// <summary>Who is there when the configuration names nobody.</summary>
    public static readonly IReadOnlyList<DemoUser> Defaults =
    [
        new() { Login = "alice", Email = "alice@example.com", Name = "Alice Archer" },
        new() { Login = "bob", Email = "bob@example.com", Name = "Bob Baker" },
        new() { Login = "admin", Email = "admin@example.com", Name = "Ada Admin" },
        new() { Login = "mallory", Email = "mallory@example.com", Name = "Mallory Marsh", EmailVerified = false },
        .. Hierarchy(("owner", "Olga Owner"), ("distributor", "Dino Distributor"), ("reseller", "Rita Reseller"), ("customer", "Carl Customer"), ("neighbour", "Nina Neighbour")),
    ];

    /// <summary>The stable key from which every provider derives its own id of the person.</summary>
    public string Login { get; init; } = "";

    public string Email { get; init; } = "";

    public bool EmailVerified { get; init; } = true;

    public string Name { get; init; } = "";

    public string GivenName => Name.Split(' ', 2)[0];

    public string? FamilyName => Name.Split(' ', 2) is [_, var rest] ? rest : null;

    public bool IsValid => LoginPattern().IsMatch(Login) && EmailPattern().IsMatch(Email)
        && Name.Length is > 0 and <= 100 && !string.IsNullOrWhiteSpace(Name);

    public bool IsKnownAs(string hint) =>
        string.Equals(Email, hint, StringComparison.OrdinalIgnoreCase)
        || string.Equals(Login, hint, StringComparison.OrdinalIgnoreCase);

    /// <summary>Two people for each level of the operation center: one who administers and one who supports.</summary>
    private static IEnumerable<DemoUser> Hierarchy(params (string Login, string Name)[] levels) => levels.SelectMany(level => new DemoUser[]
    {
        new() { Login = level.Login, Email = $"{level.Login}@example.com", Name = level.Name },
        new() { Login = $"{level.Login}-support", Email = $"{level.Login}-support@example.com", Name = $"{level.Name} (support)" },
    });

    [GeneratedRegex(@"^[a-z0-9._-]{1,40}\z")]
    private static partial Regex LoginPattern();

    [GeneratedRegex(@"^[^@\s]{1,64}@[^@\s]{1,190}\z")]
    private static partial Regex EmailPattern();
}
