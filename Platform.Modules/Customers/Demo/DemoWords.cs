namespace Platform.Customers.Demo;

/// <summary>What demo customers and deals are called.</summary>
internal static class DemoWords
{
    public static readonly string[] FirstNames =
    [
        "Ada", "Amir", "Anna", "Bela", "Bruno", "Carla", "Chen", "Clara", "Dario", "Diana", "Elif", "Emil", "Erik", "Fatima", "Felix", "Frida", "Gael", "Greta",
        "Hana", "Hugo", "Ines", "Ivan", "Jana", "Jonas", "Julia", "Kai", "Karin", "Lars", "Leila", "Lena", "Luca", "Maja", "Marco", "Maria", "Milan", "Mina",
        "Nadia", "Nils", "Nora", "Olga", "Oscar", "Paula", "Pedro", "Priya", "Rafael", "Rosa", "Samir", "Sara", "Sofia", "Stefan", "Tara", "Theo", "Tomas", "Uma",
        "Vera", "Viktor", "Wanda", "Yara", "Yusuf", "Zoe",
    ];

    public static readonly string[] LastNames =
    [
        "Abel", "Almeida", "Andersen", "Bakker", "Bauer", "Becker", "Berg", "Bianchi", "Bosch", "Braun", "Castro", "Cohen", "Costa", "Dahl", "Demir", "Dubois",
        "Ekman", "Fischer", "Fontana", "Fuchs", "Garcia", "Graf", "Gruber", "Haas", "Hansen", "Hoffmann", "Horvat", "Ito", "Jansen", "Jensen", "Kaya", "Keller",
        "Klein", "Kowalski", "Kumar", "Lang", "Larsen", "Lehmann", "Lindt", "Lopez", "Maier", "Marin", "Martens", "Meyer", "Moreau", "Moser", "Nagy", "Novak",
        "Olsen", "Ortega", "Park", "Peters", "Pohl", "Popa", "Ramos", "Ricci", "Romano", "Roth", "Russo", "Sato", "Schmidt", "Schulz", "Silva", "Simon", "Singh",
        "Sommer", "Stein", "Suzuki", "Tanaka", "Tran", "Vogel", "Wagner", "Weber", "Winter", "Wolf", "Yilmaz", "Zeman", "Ziegler",
    ];

    public static readonly string[] CompanyStarts =
    [
        "Alpine", "Amber", "Atlas", "Baltic", "Beacon", "Birch", "Blue", "Cedar", "Cobalt", "Copper", "Delta", "Ember", "Falcon", "Forest", "Granite", "Harbor",
        "Indigo", "Iron", "Juniper", "Lake", "Linden", "Lunar", "Maple", "Marble", "Meridian", "Nordic", "North", "Oak", "Orbit", "Pine", "Polar", "Quartz", "River",
        "Saffron", "Silver", "Solar", "Stone", "Summit", "Tidal", "Velvet", "Vista", "West", "Willow", "Zephyr",
    ];

    public static readonly string[] CompanyEnds =
        ["Analytics", "Bikes", "Builders", "Coffee", "Dental", "Energy", "Foods", "Freight", "Gardens", "Hotels", "Labs", "Logistics", "Media", "Optics", "Paper", "Robotics", "Software", "Studios", "Textiles", "Tools", "Trading", "Water"];

    public static readonly string[] Products = ["Annual licence", "Audit", "Consulting", "Fleet order", "Hardware", "Integration", "Maintenance", "Migration", "Pilot", "Renewal", "Training", "Upgrade"];

    public static readonly string[] Jobs = ["Accountant", "Architect", "Buyer", "CEO", "CFO", "CTO", "Designer", "Developer", "Director", "Engineer", "Head of Sales", "Office manager", "Product manager"];

    public static readonly string[] Industries = ["agriculture", "construction", "education", "energy", "finance", "health", "logistics", "manufacturing", "retail", "software"];

    public static readonly string[] Tags = ["Beta user", "Board", "Conference", "Newsletter", "Partner", "Press", "Reference", "Renewal risk", "Supplier", "Trial", "VIP", "Webinar"];

    public static readonly string[] Stages = ["Qualified", "Meeting held", "Proposal sent", "Negotiation", "Decision"];
}
