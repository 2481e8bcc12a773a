using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Platform.Kernel.Data;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model; it never connects.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<PlatformDb>
{
    public PlatformDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PlatformDb>().UseNpgsql("Host=design").Options);
}
