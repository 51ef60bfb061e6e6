import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { keeper } from "./api/client";
import { App } from "./app";
import { keptTheme, wear } from "./parts/theme";
import { Language } from "./words/lang";
// Later ones narrow what earlier ones say.
import "./style/base.css";
import "./style/frame.css";
import "./style/answer.css";
import "./style/table.css";
import "./style/rows.css";
import "./style/coverage.css";
import "./style/beside.css";
import "./style/form.css";
import "./style/map.css";
import "./style/phone.css";
import "./style/paper.css";

wear(keptTheme());
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={keeper()}>
        <Language>
          <App />
        </Language>
      </QueryClientProvider>
    </StrictMode>,
  );
}
