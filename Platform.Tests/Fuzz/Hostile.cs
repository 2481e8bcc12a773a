using System.Text.Json.Nodes;

namespace Platform.Tests.Fuzz;

/// <summary>What nobody means to send.</summary>
internal static class Hostile
{
    /// <summary>Texts for queries, paths, headers and members of bodies.</summary>
    public static readonly string[] Texts =
    [
        "", " ", "\t", "\n", "null", "undefined", "true", "0", "-1", "1", "99999999999999999999", "2147483648", "-2147483649", "9223372036854775808", "1e400", "1E+3", "1e100000", "-0", "0x10", "NaN", "Infinity", "1,5", "1.0000000000000000000000000001",
        "\0", "a\0b", "\u200b", "\u202eabc", "\ud83d\ude00", "e\u0301", "\uff21", "İi", "ß", "王伟", "Nguyễn", new string('\u0301', 200),
        "'", "\"", "\\", "%", "_", "%%%", "a%00b", "'; DROP TABLE users; --", "$1", "{0}", "${x}", "<script>alert(1)</script>", "../../etc/passwd", "..", ".", "/", "//", "a/b", "a:b", "http://localhost/", "javascript:alert(1)", "//example.org/",
        "[]", "{}", "[[[[", "{\"a\":", "\"", ",", ",,,,", "a,b", "=", "&", "#", "?",
        "2026-02-30", "2026-13-01", "05.03.2026", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "24:00", "00:00", "23:59:59", "-infinity", "infinity", "today",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{01900000-0000-7000-8000-000000000001}", "01900000000070008000000000000001",
        "asc", "desc", "id", "__proto__", "constructor", "a@b", "a@b.c", "ADMIN@EXAMPLE.COM", "@", "user@[127.0.0.1]", "*", "*.*", "all", "__all__", "en-US", "xx", "de,en;q=0.5", "FREQ=DAILY;COUNT=2147483647", "FREQ=YEARLY;BYDAY=-53MO", "(a+)+$", "((a{1000}){1000})",
        new string('a', 300), new string('a', 3000), new string('9', 500), Repeat("a,", 3000), Repeat("01900000-0000-7000-8000-000000000001,", 150), Repeat("(", 1000), Repeat("a b ", 500),
    ];

    /// <summary>Values for members of bodies, as they are written there.</summary>
    public static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "1.5", "-0.0", "1e400", "1E+3", "1e100000", "-1e-400", "99999999999999999999", "2147483648", "9223372036854775807", "0.00000000000000000000000000000001", "79228162514264337593543950335", "NaN",
        "[]", "{}", "[null]", "[[]]", "[{}]", "{\"\":null}", "{\"a\":{\"b\":{\"c\":[1,null,\"x\"]}}}", "{\"id\":\"x\"}", "{\"a\":1,\"a\":2}", "[1,\"a\",null,{}]", "\"\\ud800\"", "\"a\\u0000b\"", "{\"\\ud800\":1}", "\"\\u002B00:00\"",
        Repeat("[", 25) + Repeat("]", 25), Repeat("{\"a\":", 30) + "1" + Repeat("}", 30), Repeat("[", 60) + Repeat("]", 60), Repeat("{\"a\":", 62) + "1" + Repeat("}", 62),
        $"[{Repeat("\"a\",", 2000)}\"a\"]", $"[{Repeat("null,", 500)}1]", $"[{Repeat("\"01900000-0000-7000-8000-000000000001\",", 1000)}\"\"]", $"{{{string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"k{i}\":{i}"))}}}", $"\"{new string('x', 60_000)}\"",
    ];

    /// <summary>Bodies that are none.</summary>
    public static readonly string[] Bodies =
    [
        "", " ", "null", "[]", "\"text\"", "1", "{", "}", "{}", "[{}]", "{\"a\"", "{\"a\":}", "\ufeff{}", "nul", "{'a':1}", "a=b&c=d", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb", "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na\r\n--x--\r\n",
        Repeat("[", 5000), Repeat("{\"a\":", 5000), "{\"id\":\"a\\ud800\"}", "{\"email\":\"\\u0000\"}",
    ];

    public static readonly string[] ContentTypes =
    [
        "application/json", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=\"\"", "text/plain", "application/merge-patch+json", "*/*", "x",
    ];

    public static readonly string[] Headers =
    [
        "Idempotency-Key", "x-om-ext-optimistic-lock-expected-updated-at", "Accept-Language", "locale", "Cookie", "X-Api-Key", "Last-Event-ID", "If-None-Match", "If-Modified-Since", "Range", "Accept", "Accept-Encoding", "traceparent", "tracestate", "X-Forwarded-For", "X-Forwarded-Proto", "Origin", "Referer", "X-Request-Id", "baggage", "X-HTTP-Method-Override", "X-Tenant-Id", "Access-Control-Request-Method",
    ];

    /// <summary>Parameters that many lists know, whether they are documented or not.</summary>
    public static readonly string[] Parameters =
    [
        "page", "pageSize", "page_size", "limit", "offset", "cursor", "sort", "sortField", "sortDir", "order", "search", "q", "ids", "id", "withDeleted", "full", "all", "format", "exportScope", "entityId", "entityIds", "entityType", "organizationId", "tenantId", "from", "to", "status", "type", "include", "includeRelated", "locale", "cf_name", "cf:name", "fields", "labelField", "userId", "date", "startTime", "duration", "timezoneOffsetMinutes", "key", "slug", "token", "redirect",
    ];

    public static readonly string[] Cookies = ["om_selected_org", "om_selected_tenant", "locale", "session_token", "auth_token"];

    public static T Any<T>(this Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public static JsonNode? Scalar(Random random) => random.Next(3) switch { 0 => random.Any(Texts), 1 => random.Next(-3, 100), _ => random.Next(2) == 0 };

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
