using System.Text.Json;

namespace Platform.Tests.Contracts;

/// <summary>The check of contracts can fail.</summary>
public sealed class ContractTests
{
    private static Support.Answer Answer(string text, int status = 200)
    {
        using var response = new HttpResponseMessage();
        return new(status, response.Headers, "application/json", text);
    }

    [Theory]
    [InlineData("""{"success":true,"data":{"auth_url":"x","state":"y"}}""", true)]
    [InlineData("""{"success":true,"data":{"auth_url":"x","state":"y","more":1}}""", true)]
    [InlineData("""{"success":true,"data":{"auth_url":"x"}}""", false)]
    [InlineData("""{"success":true,"data":{"auth_url":"x","state":1}}""", false)]
    [InlineData("""{"success":"true","data":{"auth_url":"x","state":"y"}}""", false)]
    [InlineData("""{"success":true,"data":[]}""", false)]
    public void A_missing_field_and_a_wrong_kind_are_found(string body, bool documented) =>
        AssertOutcome("POST /v1/auth/login", body, documented);

    [Theory]
    [InlineData("""{"success":true,"data":[]}""", false)]
    [InlineData("""{"success":true,"data":[{"id":"","name":"","exchange":"","type":"","status":"","created_at":"","info":{}}]}""", true)]
    [InlineData("""{"success":true,"data":[{"id":"","name":"","exchange":"","type":"","status":"","created_at":"","info":[]}]}""", false)]
    [InlineData("""{"success":true,"data":[{"id":"","name":"","exchange":"","type":"","status":"","created_at":""}]}""", false)]
    public void Lists_need_items_and_info_is_an_object_of_any_content(string body, bool documented) =>
        AssertOutcome("GET /v1/exchange-bindings", body, documented);

    [Fact]
    public void Another_status_is_found() =>
        Assert.ThrowsAny<Exception>(() => Contract.Of("tiris").AssertDocumented("DELETE /v1/exchange-bindings/{id}", Answer("""{"success":true}""", 204)));

    private static void AssertOutcome(string operation, string body, bool documented)
    {
        var failure = Record.Exception(() => Contract.Of("tiris").AssertDocumented(operation, Answer(body)));
        Assert.Equal(documented, failure is null);
        Assert.False(failure is JsonException);
    }
}
