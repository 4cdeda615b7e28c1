internal import ProxyModel

/// What a build says, as lines, and how far it is (sans-IO).
struct BuildTranscript {
    /// The lines that are kept.
    static let lineLimit = 200
    /// A line that gets longer than this is broken.
    private static let byteLimit = 2_000

    /// The last lines, oldest first, fit for a terminal.
    private(set) var lines: [String] = []
    private var partial = ""
    private var percent: Int?
    private var base = PullProgress()

    init() {}

    /// Takes a word of the build, and tells how far it is.
    mutating func take(_ output: BuildOutput) -> ServiceStatus.Progress {
        switch output {
        case .text(let text): feed(text)
        case .pull(let progress):
            // The base image is a part of a step, so its percentage would lead astray.
            let told = base.take(progress)
            return ServiceStatus.Progress(percent: percent, text: "base image: \(told.text)")
        }
        return ServiceStatus.Progress(percent: percent, text: lines.last ?? partial)
    }

    /// Takes what is left without an end of its line.
    mutating func finish() {
        if !partial.isEmpty { end() }
    }

    private mutating func feed(_ text: String) {
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\r" {
                if !partial.isEmpty { end() }
            } else {
                partial.unicodeScalars.append(scalar)
                if partial.utf8.count >= Self.byteLimit { end() }
            }
        }
    }

    private mutating func end() {
        let line = DisplayableText.line(partial) ?? ""
        partial = ""
        lines.append(line)
        if lines.count > Self.lineLimit { lines.removeFirst() }
        if let step = Self.step(line) { percent = step }
    }

    /// `Step 3/7 : RUN …` begins the third of seven steps.
    private static func step(_ line: String) -> Int? {
        guard line.hasPrefix("Step ") else { return nil }
        let numbers = line.dropFirst(5).prefix { $0 != " " }.split(separator: "/").map { $0.prefix(6) }.compactMap {
            Int($0)
        }
        guard numbers.count == 2, numbers[1] > 0, (1...numbers[1]).contains(numbers[0]) else { return nil }
        return (numbers[0] - 1) * 100 / numbers[1]
    }
}
