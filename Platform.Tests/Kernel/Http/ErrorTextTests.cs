using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>Errors of the business surface in the language of whoever asks.</summary>
public sealed class ErrorTextTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Theory]
    [InlineData("de", "Ungültige Eingabe")]
    [InlineData("pl-PL", "Nieprawidłowe dane")]
    [InlineData("es", "Datos no válidos")]
    [InlineData("en", "Invalid input")]
    [InlineData("fr", "Invalid input")]
    [InlineData("<script>", "Invalid input")]
    public async Task An_error_speaks_the_language_of_the_header_or_the_cookie(string locale, string text)
    {
        var staff = await api.AdminAsync();
        const string Path = "/api/auth/users?sortField=nothing";
        (await staff.Api.SendAsync(HttpMethod.Get, Path, null, ("locale", locale))).Refuses(400, text);
        (await staff.Api.SendAsync(HttpMethod.Get, Path, null, ("Cookie", $"locale={locale}"))).Refuses(400, text);
    }

    [Fact]
    public async Task What_is_wrong_with_a_field_is_told_in_the_language_too()
    {
        var staff = await api.AdminAsync();
        var answer = await staff.Api.SendAsync(HttpMethod.Post, "/api/customers/companies", new { displayName = "" }, ("locale", "de"));
        Assert.Equal("fehlt", answer.Is(400).Root.GetProperty("fieldErrors").GetProperty("displayName").GetString());
    }
}
