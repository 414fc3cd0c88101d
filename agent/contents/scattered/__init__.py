"""Files whose bytes come in pieces, as file services carry them: put in order, under the name they were opened by."""
