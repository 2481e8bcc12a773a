using Microsoft.Extensions.DependencyInjection;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Jobs;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;

namespace Platform.Tests.Kernel.Jobs;

/// <summary>Jobs: queued with what asks for them, finished by whoever is there.</summary>
public sealed class JobTests(TestServers servers)
{
    [Fact]
    public async Task A_job_runs_only_if_its_transaction_commits_and_reports_its_result()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var handler = new Handler(run => run.StoreAsync(3, 3, new Json("""{"answer": 42}"""), TestContext.Current.CancellationToken));
        await floor.StartWorkerAsync(builder => builder.Services.AddSingleton<IJobHandler>(handler));
        var undone = await EnqueueAsync(floor, commit: false);
        var done = await EnqueueAsync(floor);
        await StatusBecomesAsync(floor, done, "completed");
        Assert.Equal("42", await floor.ReadAsync<string>("SELECT result->>'answer' FROM jobs.jobs WHERE id = $1", done));
        Assert.Equal(0, await floor.ReadAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = $1", undone));
        Assert.Equal(1, handler.Runs);
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_and_given_up_with_its_reason()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var handler = new Handler(_ => throw new InvalidOperationException("It cannot be done"));
        await floor.StartWorkerAsync(builder => builder.Services.AddSingleton<IJobHandler>(handler));
        var fresh = await EnqueueAsync(floor);
        await Retry.UntilEqual(2, () => Task.FromResult(Math.Min(2, handler.Runs)));
        var old = await EnqueueAsync(floor, attempts: 4);
        await StatusBecomesAsync(floor, old, "failed");
        Assert.Contains("It cannot be done", await floor.ReadAsync<string>("SELECT error FROM jobs.jobs WHERE id = $1", old), StringComparison.Ordinal);
        Assert.NotEqual("failed", await floor.ReadAsync<string>("SELECT status FROM jobs.jobs WHERE id = $1", fresh));
        await using var nats = new NatsConnection(new NatsOpts { Url = floor.Nats.ConnectionString });
        await Retry.Until(async () =>
            (await new NatsJSContext(nats).GetStreamAsync("JOBS_DEAD", cancellationToken: TestContext.Current.CancellationToken)).Info.State.Messages == 1,
            "the dead letter is there");
    }

    [Fact]
    public async Task A_job_of_a_worker_that_stops_goes_to_another()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var stuck = new Handler(_ => Task.CompletedTask) { Forever = true };
        await floor.StartWorkerAsync(builder => builder.Services.AddSingleton<IJobHandler>(stuck));
        var job = await EnqueueAsync(floor);
        await StatusBecomesAsync(floor, job, "running");
        await floor.StopWorkersAsync();
        var ready = new Handler(_ => Task.CompletedTask);
        await floor.StartWorkerAsync(builder => builder.Services.AddSingleton<IJobHandler>(ready));
        await StatusBecomesAsync(floor, job, "completed");
        Assert.Equal((1, 1), (stuck.Runs, ready.Runs));
    }

    [Fact]
    public async Task A_running_job_that_is_cancelled_stops_and_one_that_waits_never_begins()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var waiting = await EnqueueAsync(floor);
        await floor.ExecuteAsync("UPDATE jobs.jobs SET status = 'cancelled', finished_at = now() WHERE id = $1", waiting);
        var stuck = new Handler(_ => Task.CompletedTask) { Forever = true };
        await floor.StartWorkerAsync(builder => builder.Services.AddSingleton<IJobHandler>(stuck));
        var running = await EnqueueAsync(floor);
        await StatusBecomesAsync(floor, running, "running");
        await floor.ExecuteAsync("UPDATE jobs.jobs SET cancel_requested_at = now() WHERE id = $1", running);
        await StatusBecomesAsync(floor, running, "cancelled");
        Assert.Equal("cancelled", await floor.ReadAsync<string>("SELECT status FROM jobs.jobs WHERE id = $1", waiting));
        Assert.Equal(1, stuck.Runs);
    }

    [Fact]
    public async Task A_job_that_cannot_succeed_fails_at_once_with_a_reason_for_people()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var handler = new Handler(_ => throw new JobFailedException("The file has no rows"));
        await floor.StartWorkerAsync(builder => builder.Services.AddSingleton<IJobHandler>(handler));
        var job = await EnqueueAsync(floor);
        await StatusBecomesAsync(floor, job, "failed");
        Assert.Equal("The file has no rows", await floor.ReadAsync<string>("SELECT failure FROM jobs.jobs WHERE id = $1", job));
        Assert.Equal(1, handler.Runs);
    }

    [Fact]
    public async Task A_job_whose_client_falls_silent_fails()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var (silent, alive) = (await EnqueueAsync(floor), await EnqueueAsync(floor));
        await floor.ExecuteAsync("UPDATE jobs.jobs SET is_external = true, status = 'running', heartbeat_at = now() - interval '61 seconds' WHERE id = $1", silent);
        await floor.ExecuteAsync("UPDATE jobs.jobs SET is_external = true, status = 'running', heartbeat_at = now() WHERE id = $1", alive);
        await floor.StartWorkerAsync();
        await StatusBecomesAsync(floor, silent, "failed");
        Assert.StartsWith("Job stale", await floor.ReadAsync<string>("SELECT failure FROM jobs.jobs WHERE id = $1", silent), StringComparison.Ordinal);
        Assert.Equal("running", await floor.ReadAsync<string>("SELECT status FROM jobs.jobs WHERE id = $1", alive));
    }

    private static Task StatusBecomesAsync(Floor floor, Guid job, string status) =>
        Retry.UntilEqual(status, () => floor.ReadAsync<string>("SELECT status FROM jobs.jobs WHERE id = $1", job));

    private static async Task<Guid> EnqueueAsync(Floor floor, bool commit = true, int attempts = 0)
    {
        var id = Guid.CreateVersion7();
        await using var source = NpgsqlDataSource.Create(floor.Database.App);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var user = Guid.CreateVersion7();
        await using var batch = connection.ScopedBatch(Scope.Of(user, user), transaction);
        batch.Enqueue(id, Handler.TestKind, Scope.Of(user, user), Json.Empty, TimeProvider.System.Now());
        batch.BatchCommands.Add(new("UPDATE jobs.jobs SET attempts = $2 WHERE id = $1") { Parameters = { new() { Value = id }, new() { Value = attempts } } });
        await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        if (commit)
        {
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        return id;
    }

    private sealed class Handler(Func<JobRun, Task> work) : IJobHandler
    {
        public const string TestKind = "tests.work";
        private int runs;

        public int Runs => runs;

        public bool Forever { get; init; }

        public string Kind => TestKind;

        public async Task RunAsync(JobRun run, CancellationToken cancellation)
        {
            Interlocked.Increment(ref runs);
            await work(run);
            if (Forever)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }
        }
    }
}
