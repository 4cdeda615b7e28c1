import Testing

@testable import OAuthServer

struct StylesheetTests {
    /// The colours of a scheme by their names.
    private func colours(isDark: Bool) throws -> [String: String] {
        let text = Stylesheet.text.description
        let parts = text.split(separator: "@media (prefers-color-scheme:dark)", maxSplits: 1)
        let part = try #require(isDark ? parts.last : parts.first)
        var colours: [String: String] = [:]
        for definition in part.prefix(2_000).split(separator: "--").dropFirst() {
            let pair = definition.prefix { $0 != ";" && $0 != "}" }.split(separator: ":")
            guard pair.count == 2, pair[1].hasPrefix("#") else { continue }
            colours[String(pair[0])] = String(pair[1].dropFirst())
        }
        return colours
    }

    /// The relative luminance of a colour (WCAG 2.2).
    private func luminance(_ colour: String) throws -> Double {
        let digits = colour.count == 3 ? colour.flatMap { [$0, $0] } : Array(colour)
        let channels = try stride(from: 0, to: 6, by: 2).map { index in
            let value = Double(try #require(Int(String(digits[index...index + 1]), radix: 16))) / 255
            return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    /// The 2.4th power: the square times the square root of the fifth root of the fourth power.
    private func power(_ base: Double) -> Double {
        // x^0.4 is the root of y^5 = x^2, found by Newton's method.
        var root = 1.0
        for _ in 0..<60 {
            let fourth = root * root * root * root
            root -= (fourth * root - base * base) / (5 * fourth)
        }
        return base * base * root
    }

    private func contrast(_ first: String, _ second: String) throws -> Double {
        let (a, b) = (try luminance(first), try luminance(second))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test(arguments: [false, true]) func `has texts that can be read`(isDark: Bool) throws {
        let colours = try colours(isDark: isDark)
        let pairs = [
            ("text", ["ground", "surface", "raised", "red-ground", "amber-ground", "green-ground", "blue-ground"]),
            ("muted", ["ground", "surface", "raised"]), ("accent", ["ground", "surface", "raised"]),
            ("accent-strong", ["ground", "surface"]), ("on-accent", ["accent", "accent-strong"]),
            ("red", ["surface", "red-ground"]), ("amber", ["amber-ground"]), ("green", ["green-ground"]),
            ("blue", ["blue-ground"]),
        ]
        for (text, grounds) in pairs {
            for ground in grounds {
                let ratio = try contrast(try #require(colours[text]), try #require(colours[ground]))
                #expect(ratio >= 4.5, "\(text) on \(ground)")
            }
        }
    }

    @Test(arguments: [false, true]) func `has fields and focus rings that can be seen`(isDark: Bool) throws {
        let colours = try colours(isDark: isDark)
        for edge in ["edge", "focus"] {
            for ground in ["surface", "ground"] {
                let ratio = try contrast(try #require(colours[edge]), try #require(colours[ground]))
                #expect(ratio >= 3, "\(edge) on \(ground)")
            }
        }
    }
}
