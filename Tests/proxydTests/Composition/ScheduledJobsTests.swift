import Testing

@testable import proxyd

@Suite struct `Scheduled jobs` {
    @Test func `run while their rounds come, and have stopped when none does`() {
        let jobs = ScheduledJobs(every: .seconds(60))
        let start = ContinuousClock.now
        #expect(!jobs.areRunning(at: start))
        jobs.noteRound(at: start)
        #expect(jobs.areRunning(at: start + .seconds(179)) && !jobs.areRunning(at: start + .seconds(180)))
        jobs.noteRound(at: start + .seconds(180))
        #expect(jobs.areRunning(at: start + .seconds(181)))
    }
}
