namespace Platform.Kernel.Jobs;

/// <summary>Does the work of one kind of job. It may be cut off anywhere and begun again, so doing it twice must do no harm.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    /// <param name="cancellation">Also cancelled when somebody cancels the job; a handler that obeys throws as usual.</param>
    /// <exception cref="JobFailedException">It is no use to try again.</exception>
    Task RunAsync(JobRun run, CancellationToken cancellation);
}

/// <summary>The job fails at once, for a reason that whoever asked for it may read.</summary>
internal sealed class JobFailedException(string message) : Exception(message);
