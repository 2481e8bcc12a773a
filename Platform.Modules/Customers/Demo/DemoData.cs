using System.Buffers.Binary;
using System.Security.Cryptography;
using Platform.Customers.Companies;
using Platform.Customers.Deals;
using Platform.Customers.Links;
using Platform.Customers.People;
using Platform.Customers.Tags;

namespace Platform.Customers.Demo;

/// <summary>Whose demo data it is, and what it refers to.</summary>
/// <param name="Owners">Users who look after customers and deals.</param>
internal sealed record DemoPlace(Guid TenantId, Guid OrganizationId, IReadOnlyList<Guid> Owners);

/// <summary>The rows of the demo data set: the same number is the same row, whenever it is asked for.</summary>
internal sealed class DemoData(DemoPlace place, int people, int companies)
{
    private const string Currency = "EUR";
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    public Person Person(int i)
    {
        var (first, last, at) = (Pick(DemoWords.FirstNames, "first", i), Pick(DemoWords.LastNames, "last", i), At(i));
        return new Person
        {
            Id = Id("person", i, at), TenantId = place.TenantId, OrganizationId = place.OrganizationId, FirstName = first, LastName = last, DisplayName = $"{first} {last}",
            PrimaryEmail = $"{first}.{last}{i}@demo.example".ToLowerInvariant(), PrimaryPhone = $"+49 30 {i + 1:D7}", JobTitle = Pick(DemoWords.Jobs, "job", i),
            OwnerUserId = Owner(i), Status = Pick(["active", "active", "customer", "inactive"], "status", i), LifecycleStage = Pick(["prospect", "lead", "customer", "evangelist"], "lifecycle", i),
            Source = Pick(["web", "fair", "referral", "campaign"], "source", i), Temperature = Pick(["cold", "warm", "hot"], "temperature", i), CompanyEntityId = CompanyOf(i),
            Custom = $$"""{"newsletter":{{(Number("newsletter", i, 2) == 0 ? "true" : "false")}},"score":{{Number("score", i, 100)}},"segment":"{{Pick(["small", "middle", "large"], "segment", i)}}","language":"{{Pick(["de", "en", "fr", "pl"], "language", i)}}","since":{{Number("since", i, 20) + 2005}}}""",
            CreatedAt = at, UpdatedAt = at,
        };
    }

    public Company Company(int i)
    {
        var (name, at) = ($"{Pick(DemoWords.CompanyStarts, "start", i)} {Pick(DemoWords.CompanyEnds, "end", i)} {i + 1}", At(i));
        return new Company
        {
            Id = Id("company", i, at), TenantId = place.TenantId, OrganizationId = place.OrganizationId, DisplayName = name, LegalName = $"{name} Ltd", Domain = $"company{i + 1}.example",
            Industry = Pick(DemoWords.Industries, "industry", i), SizeBucket = Pick(["1-10", "11-50", "51-250", "251+"], "size", i), AnnualRevenue = Number("revenue", i, 5000) * 10_000m,
            OwnerUserId = Owner(i), Status = "active", LifecycleStage = Pick(["prospect", "lead", "customer"], "company lifecycle", i), CreatedAt = at, UpdatedAt = at,
            Custom = $$"""{"region":"{{Pick(["north", "east", "south", "west"], "region", i)}}","tier":{{Number("tier", i, 3) + 1}}}""",
        };
    }

    /// <param name="pipeline">The demo pipeline with its stages.</param>
    public Deal Deal(int i, DemoPipeline pipeline)
    {
        var at = At(i);
        var stage = pipeline.Stages[Number("stage", i, pipeline.Stages.Count)];
        var outcome = Number("outcome", i, 10) switch { < 2 => DealClosure.Won, < 3 => DealClosure.Lost, _ => null };
        return new Deal
        {
            Id = Id("deal", i, at), TenantId = place.TenantId, OrganizationId = place.OrganizationId, Title = $"{Pick(DemoWords.Products, "product", i)} {i + 1}",
            Status = outcome switch { DealClosure.Won => "win", DealClosure.Lost => "loose", _ => Deals.Deal.Open }, ClosureOutcome = outcome,
            ClosedAt = outcome is null ? null : at.AddDays(Number("cycle", i, 90) + 1), PipelineId = pipeline.Id, PipelineStageId = stage.Id, PipelineStage = stage.Label,
            ValueAmount = (Number("value", i, 2000) + 1) * 25m, ValueCurrency = Currency, Probability = Number("probability", i, 21) * 5, ExpectedCloseAt = at.AddDays(120),
            OwnerUserId = Owner(i), Source = Pick(["web", "fair", "referral"], "deal source", i), CreatedAt = at, UpdatedAt = at,
            Custom = $$"""{"forecast":"{{Pick(["pipeline", "best case", "commit"], "forecast", i)}}","seats":{{Number("seats", i, 500) + 1}}}""",
        };
    }

    /// <summary>The link to the person's company, which is the primary one.</summary>
    public PersonCompany? Employment(Person person, int i) => person.CompanyEntityId is not { } company ? null : new PersonCompany
    {
        Id = Id("employment", i, person.CreatedAt), TenantId = place.TenantId, OrganizationId = place.OrganizationId, PersonId = person.Id, CompanyId = company, IsPrimary = true,
        CreatedAt = person.CreatedAt, UpdatedAt = person.CreatedAt,
    };

    /// <summary>None to two tags of a person.</summary>
    public IEnumerable<TagAssignment> TagsOf(Person person, int i, IReadOnlyList<Guid> tags) => Enumerable.Range(0, Number("tags", i, 3)).Select(n => new TagAssignment
    {
        Id = Id($"tag {n}", i, person.CreatedAt), TenantId = place.TenantId, TagId = tags[(Number("tag", i, tags.Count) + n) % tags.Count], CustomerId = person.Id, CreatedAt = person.CreatedAt,
    });

    /// <summary>A person and a company of a deal, as far as there are any.</summary>
    public IEnumerable<DealCustomer> PartsOf(Deal deal, int i)
    {
        if (people > 0)
        {
            yield return Part("deal person", PersonId(Number("deal person", i, people)));
        }

        if (companies > 0)
        {
            yield return Part("deal company", CompanyId(Number("deal company", i, companies)));
        }

        DealCustomer Part(string kind, Guid customer) => new() { Id = Id(kind, i, deal.CreatedAt), TenantId = place.TenantId, DealId = deal.Id, CustomerId = customer, CreatedAt = deal.CreatedAt };
    }

    public StageTransition Arrival(Deal deal, int i, DemoPipeline pipeline)
    {
        var stage = pipeline.Stages.First(s => s.Id == deal.PipelineStageId);
        return new StageTransition
        {
            Id = Id("arrival", i, deal.CreatedAt), TenantId = place.TenantId, DealId = deal.Id, PipelineId = pipeline.Id, StageId = stage.Id, StageLabel = stage.Label,
            StageOrder = stage.Position, TransitionedAt = deal.CreatedAt, TransitionedByUserId = deal.OwnerUserId,
        };
    }

    /// <summary>An id that a row keeps: a time and what the tenant, the kind and the number hash to, in the form of version 7.</summary>
    public Guid Id(string kind, int i, DateTimeOffset at)
    {
        var bytes = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{place.TenantId}{place.OrganizationId}{kind}{i}"))).AsSpan(0, 16);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (BinaryPrimitives.ReadUInt64BigEndian(bytes) & 0xFFF));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public static DateTimeOffset At(int i) => Start + (Step * i);

    private Guid PersonId(int i) => Id("person", i, At(i));

    private Guid CompanyId(int i) => Id("company", i, At(i));

    private Guid? CompanyOf(int i) => companies == 0 || Number("employed", i, 5) == 0 ? null : CompanyId(Number("employer", i, companies));

    private Guid? Owner(int i) => place.Owners.Count == 0 ? null : place.Owners[i % place.Owners.Count];

    private static string Pick(string[] from, string what, int i) => from[Number(what, i, from.Length)];

    /// <summary>From 0 to below a bound, by what it is for and for which row.</summary>
    private static int Number(string what, int i, int below)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in what)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash += (ulong)i * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return (int)((hash ^ (hash >> 31)) % (ulong)below);
    }
}

/// <summary>The pipeline of the demo deals.</summary>
internal sealed record DemoPipeline(Guid Id, IReadOnlyList<Pipelines.PipelineStage> Stages);
