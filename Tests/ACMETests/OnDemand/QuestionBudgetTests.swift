import ACME
import Testing

@Suite struct `Questions that clients may cause` {
    /// What a budget of two questions for each of three clients, and one more each second, says to questions at their times.
    private func answers(_ questions: [(client: String, time: Int64)]) -> [Bool] {
        var budget = QuestionBudget(capacity: 2, interval: 1_000, clients: 3)
        return questions.map { question in budget.take(question.client, now: question.time) }
    }

    @Test func `run out for one client and come back with time`() {
        let said = answers([
            ("a", 0), ("a", 0), ("a", 999), ("b", 999), ("a", 1_000), ("a", 1_999), ("a", 10_000), ("a", 10_000),
            ("a", 10_000),
        ])
        #expect(said == [true, true, false, true, true, false, true, true, false])
    }

    @Test func `are counted for a bounded number of clients`() {
        let said = answers([
            ("a", 0), ("a", 0), ("b", 0), ("b", 0), ("c", 0), ("c", 0), ("a", 0), ("d", 0), ("a", 0), ("d", 2_000),
        ])
        #expect(
            said == [true, true, true, true, true, true, false, false, false, true],
            "nobody is given anew what they had for the sake of d, until their time has come")
    }

    @Test func `do not break when the clock goes back`() {
        #expect(answers([("a", 5_000), ("a", 0), ("a", 0)]) == [true, true, false])
    }
}
