using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Kernel.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "access");

            migrationBuilder.EnsureSchema(
                name: "audit_logs");

            migrationBuilder.EnsureSchema(
                name: "operations");

            migrationBuilder.EnsureSchema(
                name: "customers");

            migrationBuilder.EnsureSchema(
                name: "trading");

            migrationBuilder.EnsureSchema(
                name: "events");

            migrationBuilder.EnsureSchema(
                name: "integrations");

            migrationBuilder.EnsureSchema(
                name: "entities");

            migrationBuilder.EnsureSchema(
                name: "security");

            migrationBuilder.EnsureSchema(
                name: "dictionaries");

            migrationBuilder.EnsureSchema(
                name: "query_index");

            migrationBuilder.EnsureSchema(
                name: "identity");

            migrationBuilder.EnsureSchema(
                name: "translations");

            migrationBuilder.EnsureSchema(
                name: "http");

            migrationBuilder.EnsureSchema(
                name: "jobs");

            migrationBuilder.EnsureSchema(
                name: "api_keys");

            migrationBuilder.EnsureSchema(
                name: "feature_toggles");

            migrationBuilder.EnsureSchema(
                name: "auth");

            migrationBuilder.EnsureSchema(
                name: "configs");

            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:CollationDefinition:people", "und-u-kn-true,und-u-kn-true,icu,True");

            migrationBuilder.CreateTable(
                name: "access_lists",
                schema: "access",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    holder_id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_users = table.Column<bool>(type: "boolean", nullable: false),
                    is_super_admin = table.Column<bool>(type: "boolean", nullable: false),
                    features = table.Column<List<string>>(type: "text[]", nullable: false),
                    organizations = table.Column<List<Guid>>(type: "uuid[]", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_lists", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "access_logs",
                schema: "audit_logs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    api_key_id = table.Column<Guid>(type: "uuid", nullable: true),
                    resource_kind = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    resource_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    access_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    fields = table.Column<string[]>(type: "text[]", nullable: false),
                    path = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    parameters = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_logs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "accounts",
                schema: "operations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role_id = table.Column<Guid>(type: "uuid", nullable: false),
                    phone = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    data = table.Column<string>(type: "json", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    updated_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "action_logs",
                schema: "audit_logs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    api_key_id = table.Column<Guid>(type: "uuid", nullable: true),
                    command = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false, collation: "people"),
                    label = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    action_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false, collation: "people"),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    resource_kind = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    resource_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    parent_resource_kind = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    parent_resource_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    related_resource_kind = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    related_resource_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    undo_token = table.Column<Guid>(type: "uuid", nullable: true),
                    permissions = table.Column<List<string>>(type: "text[]", nullable: false),
                    changed_fields = table.Column<List<string>>(type: "text[]", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    history = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_action_logs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "bot_keys",
                schema: "trading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(name, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    trading_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: true),
                    sealed_secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bot_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "choices",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    value = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    normalized_value = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(value, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    label = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    color = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    icon = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_choices", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "consumer_days",
                schema: "events",
                columns: table => new
                {
                    consumer = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    processed = table.Column<long>(type: "bigint", nullable: false),
                    failed = table.Column<long>(type: "bigint", nullable: false),
                    duplicates = table.Column<long>(type: "bigint", nullable: false),
                    milliseconds = table.Column<double>(type: "double precision", nullable: false),
                    last_processed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consumer_days", x => new { x.consumer, x.day });
                });

            migrationBuilder.CreateTable(
                name: "credentials",
                schema: "integrations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    owner_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credentials", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "custom_entities",
                schema: "entities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entity_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    label = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    description = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    label_field = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    default_editor = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    show_in_sidebar = table.Column<bool>(type: "boolean", nullable: false),
                    access_restricted = table.Column<bool>(type: "boolean", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    fieldsets = table.Column<string>(type: "jsonb", nullable: false),
                    single_fieldset_per_record = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_custom_entities", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "custom_field_definitions",
                schema: "entities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entity_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    config = table.Column<string>(type: "jsonb", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_custom_field_definitions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "customers",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    display_name = table.Column<string>(type: "text", nullable: false, collation: "people"),
                    description = table.Column<string>(type: "text", nullable: true),
                    owner_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    primary_email = table.Column<string>(type: "text", nullable: true, collation: "people"),
                    primary_phone = table.Column<string>(type: "text", nullable: true),
                    email_hash = table.Column<string>(type: "character varying(44)", maxLength: 44, nullable: true),
                    phone_hash = table.Column<string>(type: "character varying(44)", maxLength: 44, nullable: true),
                    status = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true, collation: "people"),
                    lifecycle_stage = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true, collation: "people"),
                    source = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true, collation: "people"),
                    temperature = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    renewal_quarter = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    next_interaction_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_interaction_name = table.Column<string>(type: "text", nullable: true),
                    next_interaction_ref_id = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    next_interaction_icon = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    next_interaction_color = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    custom = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    legal_name = table.Column<string>(type: "text", nullable: true),
                    brand_name = table.Column<string>(type: "text", nullable: true),
                    domain = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    website_url = table.Column<string>(type: "text", nullable: true),
                    industry = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true, collation: "people"),
                    size_bucket = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    annual_revenue = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    first_name = table.Column<string>(type: "text", nullable: true, collation: "people"),
                    last_name = table.Column<string>(type: "text", nullable: true, collation: "people"),
                    preferred_name = table.Column<string>(type: "text", nullable: true),
                    job_title = table.Column<string>(type: "text", nullable: true),
                    department = table.Column<string>(type: "text", nullable: true),
                    seniority = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    timezone = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    linked_in_url = table.Column<string>(type: "text", nullable: true),
                    twitter_url = table.Column<string>(type: "text", nullable: true),
                    company_entity_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_customers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_keys",
                schema: "security",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    wrapped = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_keys", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "deals",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    title = table.Column<string>(type: "text", nullable: false, collation: "people"),
                    description = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true, collation: "people"),
                    pipeline_stage = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true, collation: "people"),
                    pipeline_id = table.Column<Guid>(type: "uuid", nullable: true),
                    pipeline_stage_id = table.Column<Guid>(type: "uuid", nullable: true),
                    value_amount = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: true),
                    value_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    probability = table.Column<int>(type: "integer", nullable: true),
                    expected_close_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    owner_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    source = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    closure_outcome = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    loss_reason_id = table.Column<Guid>(type: "uuid", nullable: true),
                    loss_notes = table.Column<string>(type: "text", nullable: true),
                    custom = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dictionaries",
                schema: "dictionaries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "people"),
                    description = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    is_system = table.Column<bool>(type: "boolean", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    manager_visibility = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    default_entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dictionaries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "documents",
                schema: "query_index",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entity_type = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    record_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    tokens = table.Column<List<string>>(type: "text[]", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_documents", x => new { x.tenant_id, x.entity_type, x.record_id });
                });

            migrationBuilder.CreateTable(
                name: "email_changes",
                schema: "identity",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    basis = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    spent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_email_changes", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "encryption_maps",
                schema: "entities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entity_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    fields = table.Column<List<string>>(type: "text[]", nullable: false),
                    hash_fields = table.Column<List<string>>(type: "text[]", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_encryption_maps", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "entity_translations",
                schema: "translations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entity_type = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    entity_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    translations = table.Column<string>(type: "json", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entity_translations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "event_processing",
                schema: "trading",
                columns: table => new
                {
                    event_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    trading_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    stream = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sub_account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    processed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_event_processing", x => new { x.event_id, x.trading_id });
                });

            migrationBuilder.CreateTable(
                name: "exchange_bindings",
                schema: "trading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "people"),
                    name_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(name, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    exchange = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    type = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    status = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    sealed_api_key = table.Column<byte[]>(type: "bytea", nullable: true),
                    sealed_api_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    api_key_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    api_secret_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    masked_api_key = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    info = table.Column<string>(type: "json", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_exchange_bindings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "external_identities",
                schema: "identity",
                columns: table => new
                {
                    provider = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    provider_user_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_external_identities", x => new { x.provider, x.provider_user_id });
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                schema: "http",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    fingerprint = table.Column<byte[]>(type: "bytea", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    response = table.Column<string>(type: "json", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency_keys", x => new { x.tenant_id, x.user_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                schema: "events",
                columns: table => new
                {
                    consumer = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    message_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    handled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbox", x => new { x.consumer, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                schema: "jobs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "people"),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "people"),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    input = table.Column<string>(type: "json", nullable: false),
                    is_external = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    is_cancellable = table.Column<bool>(type: "boolean", nullable: false, defaultValue: true),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false, collation: "people"),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    done = table.Column<long>(type: "bigint", nullable: false),
                    percent = table.Column<int>(type: "integer", nullable: true),
                    eta_seconds = table.Column<int>(type: "integer", nullable: true),
                    result = table.Column<string>(type: "json", nullable: false),
                    summary = table.Column<string>(type: "json", nullable: true),
                    meta = table.Column<string>(type: "json", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    failure = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "keys",
                schema: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    description = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    key_prefix = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    role_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "kind_settings",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    selection_mode = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    visible_in_tags = table.Column<bool>(type: "boolean", nullable: false),
                    sort_order = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kind_settings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "labels",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    slug_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(slug, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    label = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false, collation: "people"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_labels", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "log_counts",
                schema: "trading",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    trading_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sub_account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    source = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_log_counts", x => new { x.user_id, x.trading_id, x.sub_account_id, x.type, x.source });
                });

            migrationBuilder.CreateTable(
                name: "logs",
                schema: "integrations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    integration_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    level = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    message = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    code = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_logs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "opening_fields",
                schema: "entities",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entity_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    field = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_opening_fields", x => new { x.tenant_id, x.entity_id, x.field });
                });

            migrationBuilder.CreateTable(
                name: "organizations",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "people"),
                    name_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(name, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    slug = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    logo_url = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: true),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    custom = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organizations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "organizations",
                schema: "operations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    level = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    description = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    data = table.Column<string>(type: "json", nullable: false),
                    is_mfa_required = table.Column<bool>(type: "boolean", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_by = table.Column<Guid>(type: "uuid", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_organizations1", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    payload = table.Column<byte[]>(type: "bytea", nullable: false),
                    headers = table.Column<string>(type: "json", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    refusal = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "password_tokens",
                schema: "auth",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    email_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    spent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_password_tokens", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "pipelines",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    is_default = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pipelines", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "records",
                schema: "entities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entity_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    custom = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_records", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "roles",
                schema: "access",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "people"),
                    name_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(name, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    custom = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles1", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "roles",
                schema: "operations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    level = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    permissions = table.Column<List<string>>(type: "text[]", nullable: false),
                    features = table.Column<List<string>>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles2", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    surface = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "settings",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address_format = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_settings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sidebar_preferences",
                schema: "auth",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    locale = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    settings = table.Column<string>(type: "json", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sidebar_preferences", x => new { x.tenant_id, x.subject_id, x.locale });
                });

            migrationBuilder.CreateTable(
                name: "sidebar_variants",
                schema: "auth",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    locale = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    settings = table.Column<string>(type: "json", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sidebar_variants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "states",
                schema: "integrations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    integration_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    is_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    reauth_required = table.Column<bool>(type: "boolean", nullable: false),
                    api_version = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    enabled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    health_status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    health_message = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    health_checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    health_latency_ms = table.Column<int>(type: "integer", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_states", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "statistics",
                schema: "operations",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    distributors = table.Column<int>(type: "integer", nullable: false),
                    resellers = table.Column<int>(type: "integer", nullable: false),
                    customers = table.Column<int>(type: "integer", nullable: false),
                    users = table.Column<int>(type: "integer", nullable: false),
                    counted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_statistics", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "sub_accounts",
                schema: "trading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    trading_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(name, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    symbol = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    balance = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    locked_balance = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    credits = table.Column<long>(type: "bigint", nullable: false),
                    debits = table.Column<long>(type: "bigint", nullable: false),
                    info = table.Column<string>(type: "json", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sub_accounts", x => x.id);
                    table.CheckConstraint("ck_sub_accounts_balance", "balance >= 0");
                    table.CheckConstraint("ck_sub_accounts_locked_balance", "locked_balance >= 0");
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "tags",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    slug = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "people"),
                    slug_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(slug, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    label = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false, collation: "people"),
                    color = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    description = table.Column<string>(type: "character varying(10000)", maxLength: 10000, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tags", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tenant_locales",
                schema: "translations",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    locales = table.Column<List<string>>(type: "text[]", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenant_locales", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "people"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "toggles",
                schema: "feature_toggles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    identifier = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "people"),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "people"),
                    description = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    category = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true, collation: "people"),
                    type = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false, collation: "people"),
                    default_value = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_toggles", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "trading_logs",
                schema: "trading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    trading_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sub_account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    transaction_id = table.Column<Guid>(type: "uuid", nullable: true),
                    timestamp = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    source = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    info = table.Column<string>(type: "json", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trading_logs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tradings",
                schema: "trading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(name, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    exchange_binding_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    status = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    info = table.Column<string>(type: "json", nullable: false),
                    signed_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tradings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "transactions",
                schema: "trading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    trading_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sub_account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    timestamp = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    direction = table.Column<short>(type: "smallint", nullable: false),
                    reason = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    amount = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    closing_balance = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    quote_symbol = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    info = table.Column<string>(type: "json", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transactions", x => x.id);
                    table.CheckConstraint("ck_transactions_amount", "amount > 0");
                    table.CheckConstraint("ck_transactions_closing_balance", "closing_balance >= 0");
                    table.CheckConstraint("ck_transactions_direction", "direction IN (1, -1)");
                });

            migrationBuilder.CreateTable(
                name: "upgrade_runs",
                schema: "configs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    action_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_upgrade_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "user_consents",
                schema: "auth",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    proof = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_consents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "user_roles",
                schema: "access",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_roles", x => new { x.user_id, x.role_id });
                });

            migrationBuilder.CreateTable(
                name: "users",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    username = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false, collation: "people"),
                    username_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(username, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    email = table.Column<string>(type: "text", nullable: false, collation: "people"),
                    email_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    verified_email_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    avatar = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: false),
                    settings = table.Column<string>(type: "json", nullable: false),
                    info = table.Column<string>(type: "json", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true, collation: "people"),
                    password_hash = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    last_login_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    custom = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    disabled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "addresses",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true, collation: "people"),
                    purpose = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true, collation: "people"),
                    company_name = table.Column<string>(type: "text", nullable: true),
                    address_line1 = table.Column<string>(type: "text", nullable: false),
                    address_line2 = table.Column<string>(type: "text", nullable: true),
                    building_number = table.Column<string>(type: "text", nullable: true),
                    flat_number = table.Column<string>(type: "text", nullable: true),
                    city = table.Column<string>(type: "text", nullable: true, collation: "people"),
                    region = table.Column<string>(type: "text", nullable: true),
                    postal_code = table.Column<string>(type: "text", nullable: true),
                    country = table.Column<string>(type: "text", nullable: true, collation: "people"),
                    latitude = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    longitude = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    is_primary = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_addresses", x => x.id);
                    table.ForeignKey(
                        name: "FK_addresses_customers_entity_id",
                        column: x => x.entity_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "comments",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deal_id = table.Column<Guid>(type: "uuid", nullable: true),
                    body = table.Column<string>(type: "text", nullable: false),
                    author_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    appearance_icon = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    appearance_color = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_comments", x => x.id);
                    table.ForeignKey(
                        name: "FK_comments_customers_entity_id",
                        column: x => x.entity_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "interactions",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deal_id = table.Column<Guid>(type: "uuid", nullable: true),
                    interaction_type = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false, collation: "people"),
                    title = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false, collation: "people"),
                    scheduled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    timeline_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, computedColumnSql: "COALESCE(occurred_at, scheduled_at, created_at)", stored: true),
                    priority = table.Column<int>(type: "integer", nullable: true),
                    author_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    owner_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    appearance_icon = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    appearance_color = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    source = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    duration_minutes = table.Column<int>(type: "integer", nullable: true),
                    location = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    all_day = table.Column<bool>(type: "boolean", nullable: false),
                    recurrence_rule = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    recurrence_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    timezone = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    participants = table.Column<string>(type: "jsonb", nullable: true),
                    reminder_minutes = table.Column<int>(type: "integer", nullable: true),
                    visibility = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    linked_entities = table.Column<string>(type: "jsonb", nullable: true),
                    guest_permissions = table.Column<string>(type: "jsonb", nullable: true),
                    pinned = table.Column<bool>(type: "boolean", nullable: false),
                    phone_number = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    severity = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    custom = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_interactions", x => x.id);
                    table.ForeignKey(
                        name: "FK_interactions_customers_entity_id",
                        column: x => x.entity_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "person_companies",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    company_id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_primary = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_person_companies", x => x.id);
                    table.ForeignKey(
                        name: "FK_person_companies_customers_company_id",
                        column: x => x.company_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_person_companies_customers_person_id",
                        column: x => x.person_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "roles",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role_type = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false, collation: "people"),
                    role_type_key = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(role_type, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => x.id);
                    table.ForeignKey(
                        name: "FK_roles_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deal_customers",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deal_customers", x => x.id);
                    table.ForeignKey(
                        name: "FK_deal_customers_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_deal_customers_deals_deal_id",
                        column: x => x.deal_id,
                        principalSchema: "customers",
                        principalTable: "deals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stage_transitions",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pipeline_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stage_id = table.Column<Guid>(type: "uuid", nullable: false),
                    stage_label = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    stage_order = table.Column<int>(type: "integer", nullable: false),
                    transitioned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    transitioned_by_user_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stage_transitions", x => x.id);
                    table.ForeignKey(
                        name: "FK_stage_transitions_deals_deal_id",
                        column: x => x.deal_id,
                        principalSchema: "customers",
                        principalTable: "deals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "entries",
                schema: "dictionaries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    dictionary_id = table.Column<Guid>(type: "uuid", nullable: false),
                    value = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    normalized_value = table.Column<string>(type: "text", nullable: false, computedColumnSql: "left(btrim(replace(translate(lower(normalize(regexp_replace(value, '[\\u0001-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u00AD\\u034F\\u061C\\u115F-\\u1160\\u17B4-\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF9-\\uFFFB\\U0001D173-\\U0001D17A\\U000E0000-\\U000E0FFF]', '', 'g'), NFKC) COLLATE \"und-x-icu\"), 'ς', 'σ'), 'ß', 'ss'), E' \\t\\n\\u000B\\f\\r\\u0085\\u1680\\u2028\\u2029'), 400)", stored: true),
                    label = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false, collation: "people"),
                    color = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: true),
                    icon = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    position = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entries", x => x.id);
                    table.ForeignKey(
                        name: "FK_entries_dictionaries_dictionary_id",
                        column: x => x.dictionary_id,
                        principalSchema: "dictionaries",
                        principalTable: "dictionaries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "label_assignments",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    label_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_label_assignments", x => x.id);
                    table.ForeignKey(
                        name: "FK_label_assignments_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_label_assignments_labels_label_id",
                        column: x => x.label_id,
                        principalSchema: "customers",
                        principalTable: "labels",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pipeline_stages",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    pipeline_id = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    color = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    icon = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pipeline_stages", x => x.id);
                    table.ForeignKey(
                        name: "FK_pipeline_stages_pipelines_pipeline_id",
                        column: x => x.pipeline_id,
                        principalSchema: "customers",
                        principalTable: "pipelines",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "refresh_tokens",
                schema: "identity",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    spent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refresh_tokens", x => x.hash);
                    table.ForeignKey(
                        name: "FK_refresh_tokens_sessions_session_id",
                        column: x => x.session_id,
                        principalSchema: "identity",
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tag_assignments",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tag_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tag_assignments", x => x.id);
                    table.ForeignKey(
                        name: "FK_tag_assignments_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_tag_assignments_tags_tag_id",
                        column: x => x.tag_id,
                        principalSchema: "customers",
                        principalTable: "tags",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "overrides",
                schema: "feature_toggles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    toggle_id = table.Column<Guid>(type: "uuid", nullable: false),
                    value = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_overrides", x => x.id);
                    table.ForeignKey(
                        name: "FK_overrides_toggles_toggle_id",
                        column: x => x.toggle_id,
                        principalSchema: "feature_toggles",
                        principalTable: "toggles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_lists_holder_id_tenant_id",
                schema: "access",
                table: "access_lists",
                columns: new[] { "holder_id", "tenant_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_access_logs_tenant_id_created_at",
                schema: "audit_logs",
                table: "access_logs",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_accounts_tenant_id_role_id",
                schema: "operations",
                table: "accounts",
                columns: new[] { "tenant_id", "role_id" });

            migrationBuilder.CreateIndex(
                name: "IX_action_logs_tenant_id_actor_user_id_created_at",
                schema: "audit_logs",
                table: "action_logs",
                columns: new[] { "tenant_id", "actor_user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_action_logs_tenant_id_created_at",
                schema: "audit_logs",
                table: "action_logs",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_action_logs_tenant_id_parent_resource_id_created_at",
                schema: "audit_logs",
                table: "action_logs",
                columns: new[] { "tenant_id", "parent_resource_id", "created_at" },
                filter: "parent_resource_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_action_logs_tenant_id_related_resource_id_created_at",
                schema: "audit_logs",
                table: "action_logs",
                columns: new[] { "tenant_id", "related_resource_id", "created_at" },
                filter: "related_resource_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_action_logs_tenant_id_resource_kind_resource_id_created_at",
                schema: "audit_logs",
                table: "action_logs",
                columns: new[] { "tenant_id", "resource_kind", "resource_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_action_logs_undo_token",
                schema: "audit_logs",
                table: "action_logs",
                column: "undo_token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_addresses_entity_id",
                schema: "customers",
                table: "addresses",
                column: "entity_id");

            migrationBuilder.CreateIndex(
                name: "IX_addresses_tenant_id_entity_id_id",
                schema: "customers",
                table: "addresses",
                columns: new[] { "tenant_id", "entity_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_bot_keys_user_name",
                schema: "trading",
                table: "bot_keys",
                columns: new[] { "user_id", "name_key" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_choices_value",
                schema: "customers",
                table: "choices",
                columns: new[] { "tenant_id", "organization_id", "kind", "normalized_value" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_comments_entity_id",
                schema: "customers",
                table: "comments",
                column: "entity_id");

            migrationBuilder.CreateIndex(
                name: "IX_comments_tenant_id_deal_id",
                schema: "customers",
                table: "comments",
                columns: new[] { "tenant_id", "deal_id" },
                filter: "deal_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_comments_tenant_id_entity_id_created_at",
                schema: "customers",
                table: "comments",
                columns: new[] { "tenant_id", "entity_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_credentials_tenant_id_organization_id_owner_id",
                schema: "integrations",
                table: "credentials",
                columns: new[] { "tenant_id", "organization_id", "owner_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "IX_custom_entities_tenant_id_entity_id_organization_id",
                schema: "entities",
                table: "custom_entities",
                columns: new[] { "tenant_id", "entity_id", "organization_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "IX_custom_field_definitions_tenant_id_entity_id_key_organizati~",
                schema: "entities",
                table: "custom_field_definitions",
                columns: new[] { "tenant_id", "entity_id", "key", "organization_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_company_entity_id",
                schema: "customers",
                table: "customers",
                columns: new[] { "tenant_id", "company_entity_id" },
                filter: "company_entity_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_email_hash",
                schema: "customers",
                table: "customers",
                columns: new[] { "tenant_id", "email_hash" },
                filter: "email_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_kind_created_at_id",
                schema: "customers",
                table: "customers",
                columns: new[] { "tenant_id", "kind", "created_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_kind_display_name_id",
                schema: "customers",
                table: "customers",
                columns: new[] { "tenant_id", "kind", "display_name", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_kind_id",
                schema: "customers",
                table: "customers",
                columns: new[] { "tenant_id", "kind", "id" },
                filter: "deleted_at IS NULL")
                .Annotation("Npgsql:IndexInclude", new[] { "organization_id" });

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_next_interaction_at_id",
                schema: "customers",
                table: "customers",
                columns: new[] { "tenant_id", "next_interaction_at", "id" },
                filter: "deleted_at IS NULL AND next_interaction_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_customers_tenant_id_phone_hash",
                schema: "customers",
                table: "customers",
                columns: new[] { "tenant_id", "phone_hash" },
                filter: "phone_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deal_customers_customer_id_deal_id",
                schema: "customers",
                table: "deal_customers",
                columns: new[] { "customer_id", "deal_id" });

            migrationBuilder.CreateIndex(
                name: "ux_deal_customers_pair",
                schema: "customers",
                table: "deal_customers",
                columns: new[] { "deal_id", "customer_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_closure_outcome_closed_at",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "closure_outcome", "closed_at" },
                filter: "deleted_at IS NULL AND closed_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_created_at_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "created_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_expected_close_at_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "expected_close_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "id" },
                filter: "deleted_at IS NULL")
                .Annotation("Npgsql:IndexInclude", new[] { "organization_id" });

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_loss_reason_id_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "loss_reason_id", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_owner_user_id_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "owner_user_id", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_pipeline_id_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "pipeline_id", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_pipeline_stage_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "pipeline_stage", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_pipeline_stage_id_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "pipeline_stage_id", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_source_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "source", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_status_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "status", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_title_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "title", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_updated_at_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "updated_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deals_tenant_id_value_amount_id",
                schema: "customers",
                table: "deals",
                columns: new[] { "tenant_id", "value_amount", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_dictionaries_organization_key",
                schema: "dictionaries",
                table: "dictionaries",
                columns: new[] { "tenant_id", "organization_id", "key" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_documents_tokens",
                schema: "query_index",
                table: "documents",
                column: "tokens")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "IX_email_changes_expires_at",
                schema: "identity",
                table: "email_changes",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_email_changes_user_id",
                schema: "identity",
                table: "email_changes",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_encryption_maps_tenant_id_entity_id_organization_id",
                schema: "entities",
                table: "encryption_maps",
                columns: new[] { "tenant_id", "entity_id", "organization_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "IX_entity_translations_tenant_id_organization_id_entity_type_e~",
                schema: "translations",
                table: "entity_translations",
                columns: new[] { "tenant_id", "organization_id", "entity_type", "entity_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ux_entries_dictionary_value",
                schema: "dictionaries",
                table: "entries",
                columns: new[] { "dictionary_id", "normalized_value" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_event_processing_failed",
                schema: "trading",
                table: "event_processing",
                columns: new[] { "processed_at", "event_id" },
                filter: "status = 'failed'");

            migrationBuilder.CreateIndex(
                name: "IX_event_processing_processed_at",
                schema: "trading",
                table: "event_processing",
                column: "processed_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "ux_exchange_bindings_user_api_key",
                schema: "trading",
                table: "exchange_bindings",
                columns: new[] { "user_id", "api_key_hash" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_exchange_bindings_user_api_secret",
                schema: "trading",
                table: "exchange_bindings",
                columns: new[] { "user_id", "api_secret_hash" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_exchange_bindings_user_name",
                schema: "trading",
                table: "exchange_bindings",
                columns: new[] { "user_id", "name_key" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_external_identities_user_id",
                schema: "identity",
                table: "external_identities",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_keys_created_at",
                schema: "http",
                table: "idempotency_keys",
                column: "created_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "IX_inbox_handled_at",
                schema: "events",
                table: "inbox",
                column: "handled_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_next",
                schema: "customers",
                table: "interactions",
                columns: new[] { "entity_id", "scheduled_at" },
                filter: "deleted_at IS NULL AND status = 'planned' AND scheduled_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_recurring",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "scheduled_at" },
                filter: "deleted_at IS NULL AND status = 'planned' AND recurrence_rule IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_interactions_tasks",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "created_at", "id" },
                filter: "deleted_at IS NULL AND interaction_type = 'task'");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_created_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "created_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_deal_id_scheduled_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "deal_id", "scheduled_at", "id" },
                filter: "deleted_at IS NULL AND deal_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_entity_id_scheduled_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "entity_id", "scheduled_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_interaction_type_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "interaction_type", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_occurred_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "occurred_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_priority_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "priority", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_scheduled_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "scheduled_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_status_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "status", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_timeline_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "timeline_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_interactions_tenant_id_updated_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "tenant_id", "updated_at", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_jobs_heartbeat_at",
                schema: "jobs",
                table: "jobs",
                column: "heartbeat_at",
                filter: "is_external AND status = 'running'");

            migrationBuilder.CreateIndex(
                name: "IX_jobs_tenant_id_created_at",
                schema: "jobs",
                table: "jobs",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_keys_key_prefix",
                schema: "api_keys",
                table: "keys",
                column: "key_prefix");

            migrationBuilder.CreateIndex(
                name: "ux_kind_settings_kind",
                schema: "customers",
                table: "kind_settings",
                columns: new[] { "tenant_id", "organization_id", "kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_label_assignments_customer_id",
                schema: "customers",
                table: "label_assignments",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ux_label_assignments_pair",
                schema: "customers",
                table: "label_assignments",
                columns: new[] { "label_id", "customer_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_labels_slug",
                schema: "customers",
                table: "labels",
                columns: new[] { "tenant_id", "organization_id", "user_id", "slug_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_logs_created_at",
                schema: "integrations",
                table: "logs",
                column: "created_at")
                .Annotation("Npgsql:IndexMethod", "brin");

            migrationBuilder.CreateIndex(
                name: "IX_logs_tenant_id_integration_id_created_at",
                schema: "integrations",
                table: "logs",
                columns: new[] { "tenant_id", "integration_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_organizations_tenant_id_parent_id",
                schema: "identity",
                table: "organizations",
                columns: new[] { "tenant_id", "parent_id" });

            migrationBuilder.CreateIndex(
                name: "ux_organizations_slug",
                schema: "identity",
                table: "organizations",
                column: "slug",
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_organizations_tenant_id_level",
                schema: "operations",
                table: "organizations",
                columns: new[] { "tenant_id", "level" });

            migrationBuilder.CreateIndex(
                name: "IX_overrides_tenant_id_toggle_id",
                schema: "feature_toggles",
                table: "overrides",
                columns: new[] { "tenant_id", "toggle_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_overrides_toggle_id",
                schema: "feature_toggles",
                table: "overrides",
                column: "toggle_id");

            migrationBuilder.CreateIndex(
                name: "IX_password_tokens_expires_at",
                schema: "auth",
                table: "password_tokens",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_password_tokens_user_id",
                schema: "auth",
                table: "password_tokens",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_person_companies_company_id",
                schema: "customers",
                table: "person_companies",
                column: "company_id");

            migrationBuilder.CreateIndex(
                name: "IX_person_companies_tenant_id_company_id",
                schema: "customers",
                table: "person_companies",
                columns: new[] { "tenant_id", "company_id" });

            migrationBuilder.CreateIndex(
                name: "ux_person_companies_pair",
                schema: "customers",
                table: "person_companies",
                columns: new[] { "person_id", "company_id" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_pipeline_stages_pipeline_id",
                schema: "customers",
                table: "pipeline_stages",
                column: "pipeline_id");

            migrationBuilder.CreateIndex(
                name: "IX_pipeline_stages_tenant_id_pipeline_id_position",
                schema: "customers",
                table: "pipeline_stages",
                columns: new[] { "tenant_id", "pipeline_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_pipelines_organization",
                schema: "customers",
                table: "pipelines",
                columns: new[] { "tenant_id", "organization_id" });

            migrationBuilder.CreateIndex(
                name: "ux_pipelines_default",
                schema: "customers",
                table: "pipelines",
                columns: new[] { "tenant_id", "organization_id" },
                unique: true,
                filter: "is_default");

            migrationBuilder.CreateIndex(
                name: "IX_records_tenant_id_entity_id_id",
                schema: "entities",
                table: "records",
                columns: new[] { "tenant_id", "entity_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_refresh_tokens_session_id",
                schema: "identity",
                table: "refresh_tokens",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ux_roles_name",
                schema: "access",
                table: "roles",
                columns: new[] { "tenant_id", "name_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_roles_tenant_id_role_type_key",
                schema: "customers",
                table: "roles",
                columns: new[] { "tenant_id", "role_type_key" });

            migrationBuilder.CreateIndex(
                name: "ux_roles_type",
                schema: "customers",
                table: "roles",
                columns: new[] { "customer_id", "role_type_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_roles_level",
                schema: "operations",
                table: "roles",
                column: "level",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_sessions_expires_at",
                schema: "identity",
                table: "sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_sessions_user_id",
                schema: "identity",
                table: "sessions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_settings_tenant_id_organization_id",
                schema: "customers",
                table: "settings",
                columns: new[] { "tenant_id", "organization_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_sidebar_variants_tenant_id_user_id_locale",
                schema: "auth",
                table: "sidebar_variants",
                columns: new[] { "tenant_id", "user_id", "locale" },
                unique: true,
                filter: "is_active AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_sidebar_variants_user_id_locale",
                schema: "auth",
                table: "sidebar_variants",
                columns: new[] { "user_id", "locale" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_stage_transitions_pair",
                schema: "customers",
                table: "stage_transitions",
                columns: new[] { "deal_id", "stage_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_states_tenant_id_organization_id_integration_id",
                schema: "integrations",
                table: "states",
                columns: new[] { "tenant_id", "organization_id", "integration_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "IX_sub_accounts_user_id_trading_id",
                schema: "trading",
                table: "sub_accounts",
                columns: new[] { "user_id", "trading_id" });

            migrationBuilder.CreateIndex(
                name: "ux_sub_accounts_trading_name",
                schema: "trading",
                table: "sub_accounts",
                columns: new[] { "trading_id", "name_key" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_tag_assignments_tag_id_customer_id",
                schema: "customers",
                table: "tag_assignments",
                columns: new[] { "tag_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ux_tag_assignments_pair",
                schema: "customers",
                table: "tag_assignments",
                columns: new[] { "customer_id", "tag_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_tags_slug",
                schema: "customers",
                table: "tags",
                columns: new[] { "tenant_id", "organization_id", "slug_key" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_feature_toggles_identifier",
                schema: "feature_toggles",
                table: "toggles",
                column: "identifier",
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_trading_logs_sub_account_time",
                schema: "trading",
                table: "trading_logs",
                columns: new[] { "sub_account_id", "timestamp", "id" },
                filter: "deleted_at IS NULL AND sub_account_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_trading_logs_trading_time",
                schema: "trading",
                table: "trading_logs",
                columns: new[] { "trading_id", "timestamp", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_trading_logs_user_time",
                schema: "trading",
                table: "trading_logs",
                columns: new[] { "user_id", "timestamp", "id" },
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_tradings_exchange_binding_id",
                schema: "trading",
                table: "tradings",
                column: "exchange_binding_id",
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_tradings_user_name",
                schema: "trading",
                table: "tradings",
                columns: new[] { "user_id", "name_key" },
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_sub_account_time",
                schema: "trading",
                table: "transactions",
                columns: new[] { "sub_account_id", "timestamp", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_trading_time",
                schema: "trading",
                table: "transactions",
                columns: new[] { "trading_id", "timestamp", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_user_time",
                schema: "trading",
                table: "transactions",
                columns: new[] { "user_id", "timestamp", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_upgrade_runs_tenant_id_organization_id_action_id",
                schema: "configs",
                table: "upgrade_runs",
                columns: new[] { "tenant_id", "organization_id", "action_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_user_consents_user_id",
                schema: "auth",
                table: "user_consents",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_user_roles_role_id",
                schema: "access",
                table: "user_roles",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "ix_users_email_hash",
                schema: "identity",
                table: "users",
                column: "email_hash");

            migrationBuilder.CreateIndex(
                name: "IX_users_tenant_id_organization_id",
                schema: "identity",
                table: "users",
                columns: new[] { "tenant_id", "organization_id" });

            migrationBuilder.CreateIndex(
                name: "ux_users_email",
                schema: "identity",
                table: "users",
                column: "verified_email_hash",
                unique: true,
                filter: "organization_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_users_tenant_id_email",
                schema: "identity",
                table: "users",
                columns: new[] { "tenant_id", "email_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_users_username",
                schema: "identity",
                table: "users",
                column: "username_key",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_lists",
                schema: "access");

            migrationBuilder.DropTable(
                name: "access_logs",
                schema: "audit_logs");

            migrationBuilder.DropTable(
                name: "accounts",
                schema: "operations");

            migrationBuilder.DropTable(
                name: "action_logs",
                schema: "audit_logs");

            migrationBuilder.DropTable(
                name: "addresses",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "bot_keys",
                schema: "trading");

            migrationBuilder.DropTable(
                name: "choices",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "comments",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "consumer_days",
                schema: "events");

            migrationBuilder.DropTable(
                name: "credentials",
                schema: "integrations");

            migrationBuilder.DropTable(
                name: "custom_entities",
                schema: "entities");

            migrationBuilder.DropTable(
                name: "custom_field_definitions",
                schema: "entities");

            migrationBuilder.DropTable(
                name: "data_keys",
                schema: "security");

            migrationBuilder.DropTable(
                name: "deal_customers",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "documents",
                schema: "query_index");

            migrationBuilder.DropTable(
                name: "email_changes",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "encryption_maps",
                schema: "entities");

            migrationBuilder.DropTable(
                name: "entity_translations",
                schema: "translations");

            migrationBuilder.DropTable(
                name: "entries",
                schema: "dictionaries");

            migrationBuilder.DropTable(
                name: "event_processing",
                schema: "trading");

            migrationBuilder.DropTable(
                name: "exchange_bindings",
                schema: "trading");

            migrationBuilder.DropTable(
                name: "external_identities",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "idempotency_keys",
                schema: "http");

            migrationBuilder.DropTable(
                name: "inbox",
                schema: "events");

            migrationBuilder.DropTable(
                name: "interactions",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "jobs",
                schema: "jobs");

            migrationBuilder.DropTable(
                name: "keys",
                schema: "api_keys");

            migrationBuilder.DropTable(
                name: "kind_settings",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "label_assignments",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "log_counts",
                schema: "trading");

            migrationBuilder.DropTable(
                name: "logs",
                schema: "integrations");

            migrationBuilder.DropTable(
                name: "opening_fields",
                schema: "entities");

            migrationBuilder.DropTable(
                name: "organizations",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "organizations",
                schema: "operations");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "events");

            migrationBuilder.DropTable(
                name: "overrides",
                schema: "feature_toggles");

            migrationBuilder.DropTable(
                name: "password_tokens",
                schema: "auth");

            migrationBuilder.DropTable(
                name: "person_companies",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "pipeline_stages",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "records",
                schema: "entities");

            migrationBuilder.DropTable(
                name: "refresh_tokens",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "roles",
                schema: "access");

            migrationBuilder.DropTable(
                name: "roles",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "roles",
                schema: "operations");

            migrationBuilder.DropTable(
                name: "settings",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "sidebar_preferences",
                schema: "auth");

            migrationBuilder.DropTable(
                name: "sidebar_variants",
                schema: "auth");

            migrationBuilder.DropTable(
                name: "stage_transitions",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "states",
                schema: "integrations");

            migrationBuilder.DropTable(
                name: "statistics",
                schema: "operations");

            migrationBuilder.DropTable(
                name: "sub_accounts",
                schema: "trading");

            migrationBuilder.DropTable(
                name: "tag_assignments",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "tenant_locales",
                schema: "translations");

            migrationBuilder.DropTable(
                name: "tenants",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "trading_logs",
                schema: "trading");

            migrationBuilder.DropTable(
                name: "tradings",
                schema: "trading");

            migrationBuilder.DropTable(
                name: "transactions",
                schema: "trading");

            migrationBuilder.DropTable(
                name: "upgrade_runs",
                schema: "configs");

            migrationBuilder.DropTable(
                name: "user_consents",
                schema: "auth");

            migrationBuilder.DropTable(
                name: "user_roles",
                schema: "access");

            migrationBuilder.DropTable(
                name: "users",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "dictionaries",
                schema: "dictionaries");

            migrationBuilder.DropTable(
                name: "labels",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "toggles",
                schema: "feature_toggles");

            migrationBuilder.DropTable(
                name: "pipelines",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "sessions",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "deals",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "customers",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "tags",
                schema: "customers");
        }
    }
}
