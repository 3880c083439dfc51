module sff-constructs.invalid/engines/standin

go 1.24
