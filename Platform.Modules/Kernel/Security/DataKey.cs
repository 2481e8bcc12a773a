using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Kernel.Security;

/// <summary>A tenant's data key, wrapped by the master key.</summary>
public sealed class DataKey : ITenantOwned
{
    public Guid TenantId { get; init; }
    public required byte[] Wrapped { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class DataKeyTable : IEntityTypeConfiguration<DataKey>
{
    public void Configure(EntityTypeBuilder<DataKey> builder)
    {
        builder.ToTable("data_keys", "security");
        builder.HasKey(k => k.TenantId);
    }
}
