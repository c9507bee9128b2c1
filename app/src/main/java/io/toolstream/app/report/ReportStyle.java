package io.toolstream.app.report;

/// How a page looks.
final class ReportStyle {
    static final String PAGE = """
            :root{--paper:#fff;--panel:#f5f7fa;--text:#1c2430;--dim:#5c6675;--rule:#dfe4ea;--link:#0b62b8;
            --prompt:#6b7280;--policy:#0b62b8;--output:#b45309}
            @media (prefers-color-scheme:dark){:root{--paper:#12161c;--panel:#1b212a;--text:#e6e9ee;--dim:#a3adba;
            --rule:#333b47;--link:#6db3f8;--prompt:#9aa4b2;--policy:#6db3f8;--output:#f5b25c}}
            *{box-sizing:border-box}
            body{margin:0 auto;max-width:1240px;padding:1.2rem;background:var(--paper);color:var(--text);
            font:16px/1.5 system-ui,sans-serif}
            h1{font-size:1.6rem;margin:.2rem 0 1rem}h2{font-size:1.2rem;margin:2.2rem 0 .8rem}
            .soft,.facts dt,caption,figcaption{color:var(--dim)}
            .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;background:var(--paper);padding:.4rem}
            :focus-visible{outline:3px solid var(--link);outline-offset:2px}
            .cards{display:flex;flex-wrap:wrap;gap:.8rem}
            .card{background:var(--panel);border:1px solid var(--rule);border-radius:10px;padding:.7rem 1.1rem;min-width:8rem}
            .card b{display:block;font-size:1.7rem;font-variant-numeric:tabular-nums}.card span{color:var(--dim)}
            .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem 1.5rem;margin:1rem 0}
            .facts dt{font-size:.85rem}.facts dd{margin:0;overflow-wrap:anywhere}
            .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem}
            .charts svg{width:100%;height:auto;background:var(--panel);border:1px solid var(--rule);border-radius:10px;padding:.3rem}
            .scroll{overflow-x:auto;margin:1rem 0}.tables{display:flex;flex-wrap:wrap;gap:0 2rem;align-items:start}
            table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
            caption{text-align:left;padding:.3rem 0}th,td{padding:.25rem .8rem .25rem 0;text-align:right;white-space:nowrap}
            th:first-child,thead th:first-child{text-align:left;font-weight:500}
            tbody tr{border-top:1px solid var(--rule)}td:nth-child(2):not(:last-child){text-align:right}
            details{border:1px solid var(--rule);border-radius:10px;margin:.7rem 0;padding:.2rem .9rem}
            summary{cursor:pointer;padding:.4rem 0;overflow-wrap:anywhere}
            figure{margin:.5rem 0;border-left:4px solid var(--prompt);background:var(--panel);padding:.4rem .8rem;min-width:0}
            figure.policy{border-color:var(--policy)}figure.interpreter{border-color:var(--output)}
            figcaption{font-size:.8rem}pre{margin:.2rem 0;white-space:pre-wrap;overflow-wrap:anywhere;
            font:.88rem/1.45 ui-monospace,monospace}
            .turn{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:.6rem}
            @media (max-width:44rem){.turn{grid-template-columns:1fr;gap:0}body{padding:.8rem}.card{flex:1 1 8rem}}
            """;

    private ReportStyle() {}
}
